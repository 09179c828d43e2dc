import type { SeriesSet } from "../charts/series";

/** The values of a card as CSV (RFC 4180): a line for each time bucket, a column for each series, exact values, UTC. */
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
