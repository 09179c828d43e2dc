import { hashKey, keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useSyncExternalStore } from "react";
import { type Answer, useAnswer, useKept } from "./answer";
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

export interface Data {
  /** Undefined until it is read. While what is now asked for is on its way, it is what was asked for before; not where that fails. */
  readonly data: DataPoint[] | undefined;
  readonly isOld: boolean;
  /** Why the data was not read, or not again. */
  readonly failure: Error | null;
  /** When the data was read, in milliseconds. A getter: whoever asks is drawn again after each read. */
  readonly readAt: number;
}

/** The data points of a request, read again after each `refresh` milliseconds while the tab can be seen. A function says how many those are by what was read. */
export function useData(request: DataRequest, refresh: number | false | ((points: readonly DataPoint[] | undefined) => number | false), enabled = true): Data {
  const isBeingDeleted = useIsBeingDeleted(request.metric);
  const queryKey = keyOf(request);
  const query = useQuery({
    queryKey,
    queryFn: ({ signal }) => readData(request, signal),
    refetchInterval: typeof refresh === "function" ? (query) => refresh(query.state.data) : refresh,
    placeholderData: keepPreviousData,
    enabled: enabled && !isBeingDeleted,
  });
  const isUnread = query.data === undefined || query.isPlaceholderData;
  const failure = useKept(query.error ?? (isUnread ? query.failureReason : null), hashKey(queryKey), isUnread);
  const isOld = query.isPlaceholderData && failure === null;
  return {
    data: query.isPlaceholderData && !isOld ? undefined : query.data,
    isOld,
    failure,
    get readAt() {
      return query.dataUpdatedAt;
    },
  };
}

/** When the data of a request was last read, in milliseconds, for who asks now and then: nothing is drawn again for it. */
export function useReadTime(request: DataRequest): () => number {
  const client = useQueryClient();
  return useCallback(() => client.getQueryState(keyOf(request))?.dataUpdatedAt ?? 0, [client, request]);
}

const keyOf = (request: DataRequest) => ["data", request] as const;

/** Why some of the data points that are to be shown were not read: the first failure, or null. It stays while they are read again. */
export function useUnread(): Error | null {
  const queries = useQueryClient().getQueryCache();
  const subscribe = useCallback((onChange: () => void) => queries.subscribe(onChange), [queries]);
  const unread = () => queries.findAll({ queryKey: ["data"], type: "active" }).filter(({ state }) => state.data === undefined);
  const failure = useSyncExternalStore(subscribe, () => unread().find(({ state }) => state.error !== null)?.state.error ?? null);
  const lasts = useSyncExternalStore(subscribe, () => unread().length > 0);
  return useKept(failure, "", lasts);
}

/** How often to ask for what comes late to what has been silent, in milliseconds: more often while nothing has come at all and the first point is awaited. */
export const lateRefresh = { some: 60_000, none: 10_000 };

/** The start of the latest time bucket with data, of some keys or of all, null where there is none. For what has been silent: it is read again now and then. */
export function useLatest(metric: number, { keys, enabled = true }: { keys?: readonly string[] | undefined; enabled?: boolean } = {}): Answer<string | null> {
  const isBeingDeleted = useIsBeingDeleted(metric);
  const queryKey = ["latest", metric, keys];
  const query = useQuery({
    queryKey,
    queryFn: async ({ signal }) => (await readData({ metric, startDate: "1970-01-01", order: "desc", resultLimit: 1, ...(keys === undefined ? {} : { keys }) }, signal))[0]?.date ?? null,
    staleTime: lateRefresh.some,
    refetchInterval: (query) => (query.state.data === null ? lateRefresh.none : lateRefresh.some),
    enabled: enabled && !isBeingDeleted,
  });
  return useAnswer(query, queryKey);
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
export function useKeys(metric: number, order: KeyOrder, refresh: number | false, { search = "", enabled = true } = {}): Answer<Keys> {
  const isBeingDeleted = useIsBeingDeleted(metric);
  const queryKey = ["keys", metric, order, search];
  const query = useQuery({
    queryKey,
    queryFn: ({ signal }) => readKeys(metric, order, search, signal),
    refetchInterval: (query) => (search === "" && query.state.data?.total === 0 ? firstKey : refresh),
    enabled: enabled && !isBeingDeleted,
  });
  return useAnswer(query, queryKey);
}
