import type { Card } from "../api/dashboards";
import type { Metric } from "../api/metrics";
import type { SeriesSet } from "../charts/series";
import type { ZoneDates } from "../format/date";
import { seriesOfCard } from "./cardData";
import { splitPeriods } from "./period";
import type { CardValues } from "./useCard";

/** The values of a card as CSV (RFC 4180): a line for each time bucket, a column for each series, exact values, UTC. */
export function csvOfCard(card: Card, metric: Metric, { points, set, readAt }: Pick<CardValues, "points" | "set" | "readAt">, dates: ZoneDates): string {
  if (card.chart !== "Number" || points === undefined) return csvOf(set);
  // Not the time before, which was read to compare with.
  return csvOf(seriesOfCard(card, metric, splitPeriods(points, card, metric.interval, new Date(readAt), dates).current, {}).set);
}

export function csvOf(set: SeriesSet): string {
  const head = ["date", ...set.series.map((series) => cell(series.name))];
  const lines = set.starts.map((start, place) => [start, ...set.series.map((series) => series.values[place] ?? "")]);
  return [head, ...lines].map((cells) => `${cells.join(",")}\r\n`).join("");
}

/** A text as one cell. What a spreadsheet would take for a formula begins with a quote, so that it is text there too. */
function cell(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
