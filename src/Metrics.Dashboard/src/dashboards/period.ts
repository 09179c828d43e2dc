import type { Card } from "../api/dashboards";
import type { DataPoint } from "../api/data";
import type { Interval, Metric } from "../api/metrics";
import type { ZoneDates } from "../format/date";
import { addDays, daysBetween, rangeOfDates } from "../format/range";
import { changeOf, totalOf } from "./total";

type Dates = Pick<Card, "startDate" | "endDate">;

const relative = /^-(\d{1,4})([hdwmy])$/;

/** The most hours, in so many units, and in so many time buckets. */
const hoursOfUnit = { h: 1, d: 24, w: 168, m: 744, y: 8_784 };
const hoursOfBucket: Record<Interval, number> = { Hourly: 1, Daily: 24, Weekly: 168, Monthly: 744, Yearly: 8_784 };

/** The largest number that the API takes in a relative date. */
const mostUnits = 99_999;

/**
 * From where on a card of one number reads, to have the period before its own too; where there is none, from its own start.
 * Buckets reach beyond both ends of a period, so the one before begins up to two buckets earlier than twice its length, and
 * clocks may change: it is three. What is too much `splitPeriods` leaves out.
 */
export function startOfBoth({ startDate, endDate }: Dates, interval: Interval): string {
  const spare = 3 * hoursOfBucket[interval];
  const [, count, unit] = relative.exec(startDate) ?? [];
  if (count !== undefined && endDate == null) {
    const hours = 2 * Number(count) * hoursOfUnit[unit as keyof typeof hoursOfUnit] + spare;
    return interval === "Hourly" && hours <= mostUnits ? `-${hours}h` : `-${Math.min(Math.ceil(hours / 24), mostUnits)}d`;
  }

  const range = rangeOfDates(startDate, endDate ?? undefined);
  return range !== null && "from" in range ? addDays(range.from, -daysBetween(range.from, range.to) - Math.ceil(spare / 24)) : startDate;
}

/** How far ahead the latest points may be, in hours. Empty time buckets are made up to those, and no further. */
const farthest = 24;

/** How many time buckets a range touches, about. One that the server will refuse counts as one of a single bucket. */
export function bucketsIn({ startDate, endDate }: Dates, interval: Interval, now: Date): number {
  const hours = hoursBefore(now, startDate) - (endDate == null ? 0 : Math.max(hoursBefore(now, endDate), -farthest));
  return hours > 0 ? Math.ceil(hours / hoursOfBucket[interval]) + 1 : 1;
}

/** How long before now a date is, in hours; NaN for what is none. */
function hoursBefore(now: Date, date: string): number {
  const [, count, unit] = /^-(\d+)([hdwmy])$/.exec(date) ?? [];
  return count === undefined ? (now.getTime() - Date.parse(date)) / hour : Number(count) * hoursOfUnit[unit as keyof typeof hoursOfUnit];
}

/**
 * The points of a card's period, and those of as many time buckets before it, whether or not there are points in all of them.
 * `points` are by date. Those of the last time buckets belong to the period: the server was asked up to its end.
 */
export function splitPeriods(points: readonly DataPoint[], { startDate, endDate }: Dates, interval: Interval, now: Date, dates: ZoneDates): { current: DataPoint[]; before: DataPoint[] } {
  const [oldest, newest] = [points[0], points.at(-1)];
  if (oldest === undefined || newest === undefined) return { current: [], before: [] };

  const range = rangeOfDates(startDate, endDate ?? undefined);
  const days = range !== null && "from" in range ? range : null;
  // From one day to another, it is days that are compared, which may have 23 or 25 hours.
  const { numberOf, numberOfDay } = numbering(days !== null && interval === "Hourly" ? "Daily" : interval, oldest.date, dates);
  const since = endDate == null ? instantBefore(now, startDate, dates) : null;
  const first = days !== null ? numberOfDay(days.from) : since !== null ? numberOf(new Date(since)) : -Infinity;
  const end = days !== null ? Math.min(numberOfDay(days.to), numberOf(now)) : numberOf(now);
  const last = Math.max(end, numberOf(new Date(newest.date)));
  const numbered = points.map((point) => ({ point, number: numberOf(new Date(point.date)) }));
  const within = (from: number, to: number) => numbered.filter(({ number }) => number >= from && number < to).map(({ point }) => point);
  return { current: within(first, Infinity), before: within(first - (last - first + 1), first) };
}

/**
 * Numbers time buckets in their order, by any moment in them, or by any day where they are no hours. `start` is that of one of
 * them: it tells on which day weeks begin, and in which minute hours do.
 */
function numbering(interval: Interval, start: string, dates: ZoneDates): { numberOf: (moment: Date) => number; numberOfDay: (day: string) => number } {
  const origin = dates.day(new Date(start));
  const numberOfDay = (day: string) => {
    if (interval === "Yearly") return Number(day.slice(0, 4));
    if (interval === "Monthly") return 12 * Number(day.slice(0, 4)) + Number(day.slice(5, 7));
    return Math.floor((daysBetween(origin, day) - 1) / (interval === "Weekly" ? 7 : 1));
  };
  const numberOf = (moment: Date) => (interval === "Hourly" ? Math.floor((moment.getTime() - Date.parse(start)) / hour) : numberOfDay(dates.day(moment)));
  return { numberOf, numberOfDay };
}

/** The one number of a card, that of the time before, and by what share it has changed. */
export function inPeriods(points: readonly DataPoint[], card: Dates, metric: Metric, now: Date, dates: ZoneDates): { now: string | null; before: string | null; change: number | null } {
  const periods = splitPeriods(points, card, metric.interval, now, dates);
  const [current, before] = [totalOf(periods.current, metric.dataType), totalOf(periods.before, metric.dataType)];
  return { now: current, before, change: changeOf(current, before) };
}

const hour = 3_600_000;

/**
 * The moment that `-24h` or `-60d` means; null for a date. As for the server, hours are hours of time, and all that is longer goes by the
 * calendar of the organization, so that it is the same time of day then.
 */
function instantBefore(now: Date, startDate: string, dates: ZoneDates): number | null {
  const [, digits, unit] = relative.exec(startDate) ?? [];
  if (digits === undefined) return null;

  const count = Number(digits);
  if (unit === "h") return now.getTime() - count * hour;

  const clock = dates.clock(now);
  const then = unit === "d" || unit === "w" ? clock - count * (unit === "d" ? 24 : 168) * hour : monthsBefore(clock, unit === "m" ? count : 12 * count);
  // What the clock was ahead of UTC then; in the hours around a change of clocks it may be what it was ahead before.
  const guess = new Date(now.getTime() - clock + then);
  return guess.getTime() - dates.clock(guess) + then;
}

/** The same time of the same day of an earlier month, or of the last day where it has none such. */
function monthsBefore(time: number, months: number): number {
  const then = new Date(time);
  const day = then.getUTCDate();
  then.setUTCMonth(then.getUTCMonth() - months);
  if (then.getUTCDate() !== day) then.setUTCDate(0);
  return then.getTime();
}
