import type { Card } from "../api/dashboards";
import type { DataPoint } from "../api/data";
import type { Metric } from "../api/metrics";
import type { ZoneDates } from "../format/date";
import { addDays, daysBetween, rangeOfDates } from "../format/range";
import { changeOf, totalOf } from "./total";

type Dates = Pick<Card, "startDate" | "endDate">;

const relative = /^-(\d{1,4})([hdwmy])$/;

/** Where the period before that of a card begins, which is as long. Where there is none, the start of the card itself. */
export function startOfBoth({ startDate, endDate }: Dates): string {
  const [, count, unit] = relative.exec(startDate) ?? [];
  if (count !== undefined && endDate == null) return `-${2 * Number(count)}${unit}`;

  const range = rangeOfDates(startDate, endDate ?? undefined);
  return range !== null && "from" in range ? addDays(range.from, -daysBetween(range.from, range.to)) : startDate;
}

/** The points of a card's period, and those of as many time buckets before it. `points` are by date, and those of the last time bucket belong to the period: the server was asked up to its end. */
export function splitPeriods(points: readonly DataPoint[], { startDate, endDate }: Dates, now: Date, dates: ZoneDates): { current: DataPoint[]; before: DataPoint[] } {
  const starts = [...new Set(points.map((point) => point.date))];
  const range = rangeOfDates(startDate, endDate ?? undefined);
  const since = instantBefore(now, startDate);
  const isIn = (start: string, next: string | undefined): boolean => {
    if (next === undefined) return true;
    if (range !== null && "from" in range) return dates.day(new Date(start)) >= range.from || dates.day(new Date(next)) > range.from;
    return since === null || Date.parse(next) > since;
  };
  const first = starts.findIndex((start, place) => isIn(start, starts[place + 1]));
  const current = new Set(starts.slice(first));
  const before = new Set(starts.slice(Math.max(0, first - current.size), first));
  return { current: points.filter((point) => current.has(point.date)), before: points.filter((point) => before.has(point.date)) };
}

/** The one number of a card, that of the time before, and by what share it has changed. */
export function inPeriods(points: readonly DataPoint[], card: Dates, metric: Metric, dates: ZoneDates): { now: string | null; before: string | null; change: number | null } {
  const periods = splitPeriods(points, card, new Date(), dates);
  const [now, before] = [totalOf(periods.current, metric.dataType), totalOf(periods.before, metric.dataType)];
  return { now, before, change: changeOf(now, before) };
}

const hour = 3_600_000;

/** The moment that `-24h` or `-60d` means, to within a change of clocks; null for a date. */
function instantBefore(now: Date, startDate: string): number | null {
  const [, digits, unit] = relative.exec(startDate) ?? [];
  if (digits === undefined) return null;

  const count = Number(digits);
  const then = new Date(now);
  if (unit === "m") then.setUTCMonth(then.getUTCMonth() - count);
  else if (unit === "y") then.setUTCFullYear(then.getUTCFullYear() - count);
  else then.setTime(then.getTime() - count * { h: hour, d: 24 * hour, w: 168 * hour }[unit as "h" | "d" | "w"]);
  return then.getTime();
}
