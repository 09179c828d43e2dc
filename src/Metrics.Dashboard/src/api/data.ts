import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, dataOf } from "./client";
import { useIsBeingDeleted } from "./metrics";

/** One time bucket of one key. The value is the exact text of a decimal, or absent where the bucket is empty. */
export interface DataPoint {
  readonly date: string;
  readonly name?: string;
  readonly value?: string;
  readonly count: number;
}

/** What to read of a metric. Dates are ISO 8601 or relative, such as `-30d`; without dates it is the current bucket. */
export interface DataRequest {
  readonly metric: number;
  readonly startDate?: string;
  readonly endDate?: string;
  readonly keys?: readonly string[];
  readonly sumKeys?: boolean;
  readonly topKeys?: number;
  readonly fill?: boolean;
  readonly order?: "asc" | "desc";
  /** At most this many data points. */
  readonly resultLimit?: number;
}

export interface KeyValue {
  readonly name: string;
  readonly value?: string;
  readonly date: string;
}

/** Reads data points, by date and key. The server answers all of them at once. */
export async function readData({ metric, keys, ...query }: DataRequest, signal?: AbortSignal): Promise<DataPoint[]> {
  const answer = api.GET("/v2/customMetrics/{metric}/data", {
    params: { path: { metric: String(metric) }, query: { ...query, ...(keys === undefined ? {} : { name: [...keys] }) } },
    ...(signal === undefined ? {} : { signal }),
  });
  return (await dataOf(answer)).customMetricData as DataPoint[];
}

/** The data points of a request, read again after each `refresh` milliseconds while the tab can be seen. */
export function useData(request: DataRequest, refresh: number | false, enabled = true) {
  const isBeingDeleted = useIsBeingDeleted(request.metric);
  return useQuery({
    queryKey: ["data", request],
    queryFn: ({ signal }) => readData(request, signal),
    refetchInterval: refresh,
    placeholderData: keepPreviousData,
    enabled: enabled && !isBeingDeleted,
  });
}

/** How long the date of the latest data point is taken for granted, in milliseconds. */
const latestStaleTime = 60_000;

/** The start of the latest time bucket with data, null where there is none. For metrics that have been silent: it is not read again and again. */
export function useLatest(metric: number, enabled = true) {
  const isBeingDeleted = useIsBeingDeleted(metric);
  return useQuery({
    queryKey: ["latest", metric],
    queryFn: async ({ signal }) => (await readData({ metric, startDate: "1970-01-01", order: "desc", resultLimit: 1 }, signal))[0]?.date ?? null,
    staleTime: latestStaleTime,
    enabled: enabled && !isBeingDeleted,
  });
}

/** The server answers at most this many keys at once. */
const pageSize = 10_000;

export type KeyOrder = "name" | "value";

export interface Keys {
  readonly keys: readonly KeyValue[];
  /** How many there are in all, of which `keys` may be the first. */
  readonly total: number;
}

/** The keys of a metric with their current values: those that have a text in their names. */
export async function readKeys(metric: number, order: KeyOrder, search: string, signal?: AbortSignal): Promise<Keys> {
  const answer = api.GET("/v2/customMetrics/{metric}/keys", {
    params: { path: { metric: String(metric) }, query: { order, resultLimit: pageSize, ...(search === "" ? {} : { search }) } },
    ...(signal === undefined ? {} : { signal }),
  });
  const { customMetricKey, resultCount } = await dataOf(answer);
  const keys = customMetricKey as KeyValue[];
  return { keys, total: resultCount ?? keys.length };
}

/** How often to ask for keys while there are none, in milliseconds: then the first one is awaited. */
const firstKey = 5_000;

/** The keys of a metric, read again after each `refresh` milliseconds. */
export function useKeys(metric: number, order: KeyOrder, refresh: number | false, { search = "", enabled = true } = {}) {
  const isBeingDeleted = useIsBeingDeleted(metric);
  return useQuery({
    queryKey: ["keys", metric, order, search],
    queryFn: ({ signal }) => readKeys(metric, order, search, signal),
    refetchInterval: (query) => (search === "" && query.state.data?.total === 0 ? firstKey : refresh),
    enabled: enabled && !isBeingDeleted,
  });
}
