import type { Card } from "../api/dashboards";
import { presets, rangeOfDates } from "../format/range";

/** The range of a card in words: `60 days`, `17 Feb 2020 – 15 Apr 2020`. */
export function rangeWords({ startDate, endDate }: Pick<Card, "startDate" | "endDate">): string {
  const range = rangeOfDates(startDate, endDate ?? undefined);
  if (range === null) return endDate == null ? `Since ${startDate}` : `${startDate} – ${endDate}`;
  if ("preset" in range) return `Last ${presets.find(({ value }) => value === range.preset)!.label}`;
  return range.from === range.to ? dayWords(range.from) : `${dayWords(range.from)} – ${dayWords(range.to)}`;
}

const format = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });

function dayWords(day: string): string {
  return format.format(new Date(day));
}
