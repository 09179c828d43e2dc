import type { AggregationType } from "../api/metrics";
import type { DataPoint } from "../api/data";
import { addExact, isLess } from "../format/decimal";
import { formatShort } from "../format/number";

/**
 * One number for the points of a period: what the aggregation type of the metric makes of them. Null where there are none. Of
 * several keys, the first or last values are added up, each key with its own: not every one has had a point in the latest bucket.
 */
export function totalOf(points: readonly DataPoint[], type: AggregationType): string | null {
  const filled = points.filter((point): point is DataPoint & { value: string } => point.count > 0 && point.value !== undefined);
  if (filled.length === 0) return null;

  switch (type) {
    case "Sum":
    case "Count":
      return addExact(filled.map((point) => point.value));
    case "Min":
      return filled.reduce((a, b) => (isLess(b.value, a.value) ? b : a)).value;
    case "Max":
      return filled.reduce((a, b) => (isLess(a.value, b.value) ? b : a)).value;
    case "First":
      return addExact(lastOfKeys([...filled].reverse()));
    case "Last":
      return addExact(lastOfKeys(filled));
    case "Average":
      return averageOf(filled);
  }
}

/** For each key, the value of the last of its points. */
function lastOfKeys(points: readonly { name?: string; value: string }[]): string[] {
  return [...new Map(points.map(({ name, value }) => [name, value])).values()];
}

/** The mean, by how many points there are in each time bucket, of each key. The API does not tell their weights. */
function averageOf(points: readonly { value: string; count: number }[]): string {
  if (points.length === 1) return points[0]!.value;
  const count = points.reduce((sum, point) => sum + point.count, 0);
  return String(points.reduce((sum, point) => sum + (Number(point.value) * point.count) / count, 0));
}

/** By how much a number has changed, as a share of what it was; null where that says nothing. */
export function changeOf(now: string | null, before: string | null): number | null {
  const base = Number(before ?? 0);
  return now === null || base === 0 ? null : (Number(now) - base) / Math.abs(base);
}

const percent = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1, signDisplay: "exceptZero" });

/** The change in words: `▲ +14.6% from 13,998 before`. */
export function comparison(before: string | null, change: number | null): string {
  if (before === null) return "Nothing before to compare with";
  if (change === null) return `${formatShort(before)} before`;
  const share = percent.format(change);
  return `${share.startsWith("+") ? "▲" : share.startsWith("-") ? "▼" : "="} ${share} from ${formatShort(before)} before`;
}
