import type { DataPoint } from "../api/data";

/** How a metric has been doing, and where it is now. */
export interface Current {
  /** The latest value, null where there is none. */
  readonly value: string | null;
  /** The start of the time bucket of that value, null where it is the last one of the points. */
  readonly date: string | null;
  /** The values of the time buckets, null for gaps. */
  readonly history: readonly (string | null)[];
  /** Of a keyed metric whose keys cannot be added up: the largest key, which this is about. */
  readonly key: string | null;
}

/** Of points of one key and perhaps of `other`, those of the one; the server puts the others last in each time bucket. */
export function currentOf(points: readonly DataPoint[]): Current {
  const key = points[0]?.name ?? null;
  const own = points.filter((point) => (point.name ?? null) === key);
  if (isEmpty(own)) return { value: null, date: null, history: [], key };

  const latest = own.filter((point) => point.value !== undefined).at(-1);
  return {
    value: latest?.value ?? null,
    date: latest === undefined || latest === own.at(-1) ? null : latest.date,
    history: own.map((point) => point.value ?? null),
    key,
  };
}

/** Whether no point came in any of the time buckets: an empty bucket of a sum has a value too, which is 0. */
export function isEmpty(points: readonly DataPoint[]): boolean {
  return points.every((point) => point.count === 0);
}
