import type { DataPoint } from "../api/data";

/** How often the page of a metric asks for values, in milliseconds. */
export const refresh = 5_000;

/** How often it asks while nothing was read yet, in milliseconds. What has failed may be much, and no less of it comes the next time. */
const unread = 15_000;

/** How often it asks for more points than that, the most first. A year of hours of eleven keys is some 96,000 points, and 8 MB. */
const slower = [
  { moreThan: 20_000, refresh: 120_000 },
  { moreThan: 2_000, refresh: 30_000 },
];

/** How long to wait until points are read again, in milliseconds, by those that were read. */
export function refreshOf(points: readonly DataPoint[] | undefined): number {
  if (points === undefined) return unread;
  return slower.find(({ moreThan }) => points.length > moreThan)?.refresh ?? refresh;
}

/** The same for a card whose dashboard is read again after each `interval` milliseconds, or never. */
export function refreshOfCard(interval: number | false): (points: readonly DataPoint[] | undefined) => number | false {
  return (points) => interval !== false && Math.max(interval, refreshOf(points));
}
