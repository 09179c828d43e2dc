import type { Interval } from "../api/metrics";

/** The day and the time on the reader's clock, to the second. */
export function formatTime(date: Date): string {
  return date.toLocaleString("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit" });
}

/** Dates as text on the clock of an organization. */
export interface ZoneDates {
  readonly zone: string;
  /** The time bucket that begins then, in full: `9 Apr 2024, 14:00 GMT-4`, `Week of 8 Apr 2024`, `April 2024`. */
  bucket(start: string, interval: Interval): string;
  /** The same, as short as an axis needs it; with `isShort` without the year where there is a day. Hours that a clock repeats are told apart. */
  tick(start: string, interval: Interval, isShort?: boolean): string;
  /** The calendar day, as `2024-04-09`. */
  day(instant: Date): string;
  /** Whether times, in their order, are all of one calendar year. */
  areOfOneYear(starts: readonly string[]): boolean;
  /** What its clock shows, in milliseconds, as if it were a time in UTC. */
  clock(instant: Date): number;
}

const cache = new Map<string, ZoneDates>();

/** The dates of an IANA zone. A zone that this browser does not know is shown as UTC. */
export function datesIn(zone: string): ZoneDates {
  const known = cache.get(zone) ?? createDates(zone);
  cache.set(zone, known);
  return known;
}

function createDates(wanted: string): ZoneDates {
  const zone = isKnown(wanted) ? wanted : "UTC";
  const by = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat("en-GB", { ...options, timeZone: zone });
    return (text: string) => format.format(new Date(text));
  };
  const day = by({ day: "numeric", month: "short", year: "numeric" });
  const time = by({ hour: "2-digit", minute: "2-digit", timeZoneName: "short" });
  const month = by({ month: "long", year: "numeric" });
  const year = by({ year: "numeric" });
  const shortDay = by({ day: "numeric", month: "short" });
  const bareTime = by({ hour: "2-digit", minute: "2-digit" });
  const shortTime = (start: string) => (isRepeated(start, bareTime) ? time : bareTime)(start);
  const shortMonth = by({ month: "short", year: "numeric" });
  const iso = new Intl.DateTimeFormat("en-CA", { year: "numeric", month: "2-digit", day: "2-digit", timeZone: zone });
  const isoTime = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit", timeZone: zone });

  const full: Record<Interval, (start: string) => string> = {
    Hourly: (start) => `${day(start)}, ${time(start)}`,
    Daily: day,
    Weekly: (start) => `Week of ${day(start)}`,
    Monthly: month,
    Yearly: year,
  };
  const short: Record<Interval, (start: string) => string> = {
    Hourly: (start) => `${shortDay(start)}\n${shortTime(start)}`,
    Daily: shortDay,
    Weekly: shortDay,
    Monthly: shortMonth,
    Yearly: year,
  };
  const long: Record<Interval, (start: string) => string> = { ...full, Hourly: (start) => `${day(start)}\n${shortTime(start)}`, Weekly: day };
  return {
    zone,
    bucket: (start, interval) => full[interval](start),
    tick: (start, interval, isShort = true) => (isShort ? short : long)[interval](start),
    day: (instant) => iso.format(instant),
    areOfOneYear: (starts) => starts.length < 2 || year(starts[0]!) === year(starts.at(-1)!),
    clock: (instant) => Date.parse(`${iso.format(instant)}T${isoTime.format(instant)}Z`),
  };
}

/** By how much clocks go back, in hours. */
const steps = [1, 2];

/** Whether the clock shows this time twice, before and after it goes back. */
function isRepeated(start: string, clock: (time: string) => string): boolean {
  const later = (hours: number) => clock(new Date(Date.parse(start) + hours * 3_600_000).toISOString());
  return steps.some((hours) => later(hours) === clock(start) || later(-hours) === clock(start));
}

function isKnown(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
