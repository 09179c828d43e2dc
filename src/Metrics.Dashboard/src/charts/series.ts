import type { DataPoint } from "../api/data";

/** The name under which the server adds up the keys that are not among the largest. */
export const others = "other";

/** One line, area or row of bars. Its values stand at the starts of the time buckets of its chart, in their order. */
export interface Series {
  readonly name: string;
  /** Exact decimals; null where the bucket is empty. */
  readonly values: readonly (string | null)[];
}

/** Series over common time buckets. */
export interface SeriesSet {
  /** The starts of the buckets, ascending, as ISO 8601 instants. */
  readonly starts: readonly string[];
  readonly series: readonly Series[];
}

/** Sorts points into series, by key. Points without a key make one series, which is called `unkeyed`. */
export function seriesOf(points: readonly DataPoint[], unkeyed: string): SeriesSet {
  const starts = [...new Set(points.map((point) => point.date))].sort((a, b) => Date.parse(a) - Date.parse(b));
  const places = new Map(starts.map((start, index) => [start, index]));
  const series = new Map<string, (string | null)[]>();
  for (const point of points) {
    const name = point.name ?? unkeyed;
    let values = series.get(name);
    if (values === undefined) series.set(name, (values = new Array<string | null>(starts.length).fill(null)));
    values[places.get(point.date)!] = point.value ?? null;
  }

  return { starts, series: [...series].map(([name, values]) => ({ name, values })) };
}
