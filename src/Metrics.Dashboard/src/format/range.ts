import type { Interval } from "../api/metrics";

/** Ranges that end now, by their length as the API writes it. */
export const presets = [
  { value: "24h", label: "24 hours" },
  { value: "7d", label: "7 days" },
  { value: "30d", label: "30 days" },
  { value: "60d", label: "60 days" },
  { value: "90d", label: "90 days" },
  { value: "1y", label: "1 year" },
] as const;

export type Preset = (typeof presets)[number]["value"];

/** A span of time: one that ends now, or the days from `from` to `to`, both inclusive, as `2020-02-17`. */
export type Range = { readonly preset: Preset } | { readonly from: string; readonly to: string };

const dayPattern = /^\d{4}-\d{2}-\d{2}$/;

/** The range that shows some ten to fifty time buckets of a metric. Of years those are more than a preset has. `today` is the day it is in the organization. */
export function usualRange(interval: Interval, today: string): Range {
  if (interval === "Yearly") return daysUntil(today, usualYears * 365);
  return { preset: ({ Hourly: "24h", Daily: "30d", Weekly: "1y", Monthly: "1y" } as const)[interval] };
}

const usualYears = 10;

/** The range that an address holds in `range`, or in `from` and `to`; null where it holds none that makes sense. */
export function rangeOf(query: URLSearchParams): Range | null {
  const preset = presets.find((known) => known.value === query.get("range"));
  if (preset !== undefined) return { preset: preset.value };

  const [from, to] = [query.get("from"), query.get("to")];
  return from !== null && to !== null && isDay(from) && isDay(to) && from <= to ? { from, to } : null;
}

/** The reverse of `rangeOf`. */
export function queryOf(range: Range): { range: string | undefined; from: string | undefined; to: string | undefined } {
  return "preset" in range ? { range: range.preset, from: undefined, to: undefined } : { range: undefined, ...range };
}

/** The range as the API takes it: the start is inclusive, the end is not. A day without a zone is one of the organization. */
export function datesOf(range: Range): { startDate: string; endDate?: string } {
  return "preset" in range ? { startDate: `-${range.preset}` } : { startDate: range.from, endDate: addDays(range.to, 1) };
}

/** The days of a range, of which the last is `today` where it ends now. */
export function daysOf(range: Range, today: string): { from: string; to: string } {
  return "from" in range ? range : daysUntil(today, lengths[range.preset]);
}

/** The days of ranges that end now. */
const lengths: Record<Preset, number> = { "24h": 1, "7d": 7, "30d": 30, "60d": 60, "90d": 90, "1y": 365 };

/** So many days, the last of which is `to`. */
export function daysUntil(to: string, days: number): { from: string; to: string } {
  return { from: addDays(to, 1 - days), to };
}

export function isDay(text: string): boolean {
  return dayPattern.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text);
}

/** The reverse of `datesOf`; null for dates that are none of these ranges. */
export function rangeOfDates(startDate: string, endDate: string | undefined): Range | null {
  if (endDate === undefined) {
    const preset = presets.find(({ value }) => `-${value}` === startDate);
    return preset === undefined ? null : { preset: preset.value };
  }

  return isDay(startDate) && isDay(endDate) && startDate < endDate ? { from: startDate, to: addDays(endDate, -1) } : null;
}

/** The calendar day so many days later. */
export function addDays(day: string, days: number): string {
  const date = new Date(day);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** How many days a range has, both ends included. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1;
}
