import { useMemo } from "react";
import { lateRefresh, useData, useLatest } from "../api/data";
import type { Metric } from "../api/metrics";
import { currentOf, type Current, isEmpty } from "./current";
import { isAdditive, recentDays } from "./words";

/** How often lists of metrics ask for current values, in milliseconds. */
const currentRefresh = 10_000;

const day = 86_400_000;

/**
 * The recent values of a metric, in one request: of all keys added up where that means something, else of the largest key.
 * Where nothing came recently, the last values that came, whenever that was, asked for less often.
 */
export function useCurrent(metric: Metric, refresh: number = currentRefresh): { current: Current | undefined; failure: unknown } {
  const days = recentDays[metric.interval];
  const request = {
    metric: metric.id,
    fill: true,
    ...(!metric.keyedValues ? {} : isAdditive(metric) ? { sumKeys: true } : { topKeys: 1 }),
  };
  // Up to now: points may be dated a day ahead, and those of tomorrow are not of today.
  const recent = useData({ ...request, startDate: `-${days}d`, endDate: "-0h" }, refresh);
  const isSilent = recent.data !== undefined && isEmpty(recent.data);
  const latest = useLatest(metric.id, { enabled: isSilent });
  const end = Date.parse(latest.data ?? "");
  const hasPast = isSilent && !Number.isNaN(end);
  const past = useData(hasPast ? { ...request, startDate: instant(end - days * day), endDate: instant(end + 1_000) } : request, lateRefresh.some, hasPast);

  const current = useMemo(() => {
    if (recent.data === undefined || (isSilent && latest.data === undefined)) return undefined;
    if (!hasPast) return currentOf(recent.data);
    if (past.data === undefined) return undefined;
    const current = currentOf(past.data);
    // Of what was read, which is of before while the values up to a later bucket are on their way.
    return { ...current, date: current.date ?? past.data.at(-1)?.date ?? null };
  }, [recent.data, isSilent, latest.data, hasPast, past.data]);
  return { current, failure: recent.failure ?? (isSilent ? latest.failure : null) ?? past.failure };
}

function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
