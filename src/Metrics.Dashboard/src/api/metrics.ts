import { mutationOptions, type Query, type QueryClient, useIsMutating, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type Answer, useAnswer } from "./answer";
import { api, dataOf } from "./client";
import { ApiError, isUnknown } from "./failures";
import type { components } from "./schema";

export type Metric = components["schemas"]["CustomMetricConfig"];
export type AggregationType = components["schemas"]["AggregationType"];
export type Interval = components["schemas"]["Interval"];

export interface NewMetric {
  name: string;
  dataType: AggregationType;
  interval: Interval;
  keyedValues: boolean;
  description?: string;
}

const definitions = ["metrics"] as const;

/** The server answers at most this many definitions at once. */
const pageSize = 10_000;

/** All metrics of the organization, by id. */
export async function readMetrics(signal?: AbortSignal): Promise<Metric[]> {
  const metrics: Metric[] = [];
  for (;;) {
    const query = { resultLimit: pageSize, ...(metrics.length === 0 ? {} : { resultStart: metrics.length }) };
    const page = (await dataOf(api.GET("/v2/customMetrics", { params: { query }, ...(signal === undefined ? {} : { signal }) }))).customMetricConfig as Metric[];
    metrics.push(...page);
    if (page.length < pageSize) return metrics;
  }
}

export interface Metrics extends Answer<Metric[]> {
  /** When they were read, in milliseconds; 0 until they are. A getter: whoever asks is drawn again after each read. */
  readonly readAt: number;
}

/** All metrics of the organization. `refresh` says in how many milliseconds to ask again. */
export function useMetrics(refresh: (metrics: readonly Metric[] | undefined) => number = () => 15_000): Metrics {
  const query = useQuery({
    queryKey: definitions,
    queryFn: ({ signal }) => readMetrics(signal),
    refetchInterval: (query) => refresh(query.state.data),
  });
  return {
    ...useAnswer(query, definitions),
    get readAt() {
      return query.dataUpdatedAt;
    },
  };
}

/** What is read of one metric, by the first part of its key: see `data.ts`. */
const ofOneMetric: ReadonlySet<unknown> = new Set(["data", "latest", "keys"]);

/** Has the metrics read again where one of them is not found: somebody has deleted it, and the page says so as soon as it is in no list. */
export function onReadFailed(client: QueryClient, failure: Error, { queryKey }: Pick<Query, "queryKey">): void {
  if (!(failure instanceof ApiError) || failure.status !== 404 || !ofOneMetric.has(queryKey[0])) return;
  void client.invalidateQueries({ queryKey: definitions }, { cancelRefetch: false });
}

/** Puts a metric as the server has just answered it into the list that is here, and has the list read again: nobody waits for that to see it. */
function noteMetric(client: QueryClient, metric: Metric): void {
  client.setQueryData<Metric[]>(definitions, (metrics) => metrics && [...metrics.filter(({ id }) => id !== metric.id), metric].sort((a, b) => a.id - b.id));
  void client.invalidateQueries({ queryKey: definitions });
}

export function createMetric(client: QueryClient) {
  return mutationOptions({
    mutationFn: async (metric: NewMetric) => (await dataOf(api.POST("/v2/customMetrics", { body: metric }))).customMetricConfig as Metric,
    onSuccess: (metric) => noteMetric(client, metric),
    // Where it may be there all the same, the list says whether it is.
    onError: (failure) => void (isUnknown(failure) && client.invalidateQueries({ queryKey: definitions })),
  });
}

export function useCreateMetric() {
  return useMutation(createMetric(useQueryClient()));
}

/** What of a metric may change; what is left out stays as it is. An empty description removes it. */
export interface MetricChanges {
  name?: string;
  description?: string;
}

export function changeMetric(client: QueryClient) {
  return mutationOptions({
    mutationFn: async ({ id, changes }: { id: number; changes: MetricChanges }) =>
      (await dataOf(api.PUT("/v2/customMetrics/{metric}", { params: { path: { metric: String(id) } }, body: changes })))
        .customMetricConfig as Metric,
    onSuccess: (metric) => noteMetric(client, metric),
  });
}

export function useChangeMetric() {
  return useMutation(changeMetric(useQueryClient()));
}

const deletion = "delete metric";

/** Deletes a metric and all its data. From then on it is not read any more, and it is in no list. */
export function useDeleteMetric(id: number, onDeleted: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationKey: [deletion, id],
    mutationFn: async () => {
      await api.DELETE("/v2/customMetrics/{metric}", { params: { path: { metric: String(id) } } });
    },
    onMutate: () => client.cancelQueries(),
    onSuccess: () => {
      onDeleted();
      client.setQueryData<Metric[]>(definitions, (metrics) => metrics?.filter((metric) => metric.id !== id));
      void client.invalidateQueries({ queryKey: definitions });
    },
  });
}

/** Whether a metric is being deleted, so that there is nothing to be read of it. */
export function useIsBeingDeleted(id: number): boolean {
  return useIsMutating({ mutationKey: [deletion, id] }) > 0;
}
