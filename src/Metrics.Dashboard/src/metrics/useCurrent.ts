import { useMemo } from "react";
import { useData } from "../api/data";
import type { Metric } from "../api/metrics";
import { currentOf } from "./current";
import { isAdditive, sparklineStart } from "./words";

/** How often lists of metrics ask for current values, in milliseconds. */
export const currentRefresh = 10_000;

/** The recent values of a metric, in one request: of all keys added up where that means something, else of the largest key. */
export function useCurrent(metric: Metric, refresh: number = currentRefresh) {
  const summed = metric.keyedValues && isAdditive(metric);
  const query = useData(
    {
      metric: metric.id,
      startDate: sparklineStart[metric.interval],
      fill: true,
      ...(summed ? { sumKeys: true } : metric.keyedValues ? { topKeys: 1 } : {}),
    },
    refresh,
  );
  const current = useMemo(() => (query.data === undefined ? undefined : currentOf(query.data)), [query.data]);
  return { current, failure: query.error };
}
