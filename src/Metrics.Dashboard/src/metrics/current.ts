import type { DataPoint } from "../api/data";

/** How a metric has been doing, and where it is now. */
export interface Current {
  /** The value of the current time bucket, null where it is empty. */
  readonly value: string | null;
  /** The values of the last time buckets, null for gaps. */
  readonly history: readonly (string | null)[];
  /** Of a keyed metric whose keys cannot be added up: the largest key, which this is about. */
  readonly key: string | null;
}

/** Of points of one key and perhaps of `other`, those of the one; the server puts the others last in each time bucket. */
export function currentOf(points: readonly DataPoint[]): Current {
  const key = points[0]?.name ?? null;
  const history = points.filter((point) => (point.name ?? null) === key).map((point) => (point.value ?? null));
  const isEmpty = points.every((point) => point.count === 0);
  return { value: isEmpty ? null : history.at(-1) ?? null, history: isEmpty ? [] : history, key };
}
