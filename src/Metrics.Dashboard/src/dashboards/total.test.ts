import { expect, it } from "vitest";
import type { DataPoint } from "../api/data";
import type { Interval } from "../api/metrics";
import { datesIn } from "../format/date";
import { inPeriods, splitPeriods, startOfBoth } from "./period";
import { changeOf, comparison, totalOf } from "./total";

const utc = datesIn("UTC");
const day = (date: string, value?: string, count = 1): DataPoint => ({ date: `${date}T00:00:00Z`, ...(value === undefined ? {} : { value }), count: value === undefined ? 0 : count });

it("A number reads more than twice its range, so that the time before has as many buckets", () => {
  expect(startOfBoth({ startDate: "-30d" }, "Daily")).toBe("-63d");
  expect(startOfBoth({ startDate: "-24h" }, "Hourly")).toBe("-51h");
  expect(startOfBoth({ startDate: "-24h" }, "Monthly")).toBe("-95d");
  expect(startOfBoth({ startDate: "-9999y" }, "Hourly")).toBe("-99999d");
  expect(startOfBoth({ startDate: "2020-02-17", endDate: "2020-02-20" }, "Daily")).toBe("2020-02-11");
  expect(startOfBoth({ startDate: "2020-02-17T12:00:00Z" }, "Daily")).toBe("2020-02-17T12:00:00Z");
});

const daysOf = ({ current, before }: { current: readonly DataPoint[]; before: readonly DataPoint[] }) => [before, current].map((points) => points.map(({ date }) => date.slice(0, 10)));

it("Days from one to another are split from as many days before", () => {
  const points = ["2020-02-13", "2020-02-14", "2020-02-15", "2020-02-16", "2020-02-17", "2020-02-18", "2020-02-19"].map((date) => day(date, "1.0"));
  expect(daysOf(splitPeriods(points, { startDate: "2020-02-17", endDate: "2020-02-20" }, "Daily", new Date("2020-06-01"), utc))).toEqual([
    ["2020-02-14", "2020-02-15", "2020-02-16"],
    ["2020-02-17", "2020-02-18", "2020-02-19"],
  ]);
});

it("Of days from one to another that are not over, the part that is past is compared", () => {
  const points = ["2020-02-14", "2020-02-15", "2020-02-16", "2020-02-17", "2020-02-18"].map((date) => day(date, "1.0"));
  expect(daysOf(splitPeriods(points, { startDate: "2020-02-17", endDate: "2020-03-01" }, "Daily", new Date("2020-02-18T12:00:00Z"), utc))).toEqual([
    ["2020-02-15", "2020-02-16"],
    ["2020-02-17", "2020-02-18"],
  ]);
});

/** A point of 100 in each bucket that `-<days>d` touches, as the API answers them to what a card asks for. */
function answered(interval: Interval, days: string, starts: readonly string[], now: string): DataPoint[] {
  const start = startOfBoth({ startDate: days }, interval);
  const hours = Number(start.slice(1, -1)) * (start.endsWith("d") ? 24 : 1);
  const from = new Date(Date.parse(now) - hours * 3_600_000).toISOString();
  return starts.filter((_, place) => (starts[place + 1] ?? now) > from).map((date) => ({ date, value: "100.0", count: 1 }));
}

const every = (hours: number, from: string, to: string) =>
  Array.from({ length: Math.floor((Date.parse(to) - Date.parse(from)) / (hours * 3_600_000)) + 1 }, (_, place) => new Date(Date.parse(from) + place * hours * 3_600_000).toISOString());
const months = Array.from({ length: 24 }, (_, place) => new Date(Date.UTC(2019, place, 1)).toISOString()).filter((start) => start < "2020-06-15");

it.each([
  ["Daily", "-24h", every(24, "2020-01-01", "2020-06-15"), 2],
  ["Daily", "-7d", every(24, "2020-01-01", "2020-06-15"), 8],
  ["Hourly", "-24h", every(1, "2020-01-01", "2020-06-15T18:00Z"), 25],
  ["Hourly", "-7d", every(1, "2020-01-01", "2020-06-15T18:00Z"), 169],
  ["Weekly", "-24h", every(168, "2020-01-06", "2020-06-15"), 2],
  ["Weekly", "-30d", every(168, "2020-01-06", "2020-06-15"), 6],
  ["Monthly", "-30d", months, 2],
  ["Monthly", "-90d", months, 4],
  ["Yearly", "-30d", ["2017", "2018", "2019", "2020"].map((year) => `${year}-01-01T00:00:00.000Z`), 1],
] as const)("What stays the same is the same in both periods: %s, %s", (interval, startDate, starts, buckets) => {
  const now = "2020-06-15T18:00:00.000Z";
  const points = answered(interval, startDate, starts, now);
  const metric = { id: 1, name: "m", dataType: "Sum", interval, keyedValues: false } as const;
  expect(inPeriods(points, { startDate }, metric, new Date(now), utc)).toEqual({ now: `${buckets * 100}.0`, before: `${buckets * 100}.0`, change: 0 });
});

it("Buckets without data count in the length of both periods", () => {
  const points = [day("2020-02-01", "7.0"), day("2020-02-11", "1.0"), day("2020-02-12", "2.0"), day("2020-02-19", "4.0")];
  expect(daysOf(splitPeriods(points, { startDate: "-3d" }, "Daily", new Date("2020-02-19T12:00:00Z"), utc))).toEqual([["2020-02-12"], ["2020-02-19"]]);
  expect(daysOf(splitPeriods(points, { startDate: "-3d" }, "Daily", new Date("2020-02-24T12:00:00Z"), utc))).toEqual([["2020-02-19"], []]);
});

it("Days are those of the organization, and weeks begin when its weeks do", () => {
  const newYork = datesIn("America/New_York");
  const weeks = ["2020-05-31", "2020-06-07", "2020-06-14"].map((date) => ({ date: `${date}T04:00:00Z`, value: "1.0", count: 1 }));
  expect(daysOf(splitPeriods(weeks, { startDate: "-1d" }, "Weekly", new Date("2020-06-16T03:00:00Z"), newYork))).toEqual([["2020-06-07"], ["2020-06-14"]]);
  expect(daysOf(splitPeriods(weeks, { startDate: "-1d" }, "Weekly", new Date("2020-06-15T03:00:00Z"), newYork))).toEqual([["2020-05-31"], ["2020-06-07", "2020-06-14"]]);
});

it("A range begins on the day on which it does for the server, also where clocks have changed since", () => {
  const newYork = datesIn("America/New_York");
  const days = every(24, "2026-10-01T04:00Z", "2026-11-01T04:00Z").concat(every(24, "2026-11-02T05:00Z", "2026-11-10T05:00Z")).map((date) => ({ date, value: "1.0", count: 1 }));
  const first = (startDate: string, now: string) => splitPeriods(days, { startDate }, "Daily", new Date(now), newYork).current[0]?.date.slice(0, 10);
  expect(first("-30d", "2026-11-11T04:30:00Z")).toBe("2026-10-11");
  expect(first("-4w", "2026-11-11T04:30:00Z")).toBe("2026-10-13");
  expect(first("-1m", "2026-11-11T04:30:00Z")).toBe("2026-10-10");

  const hours = every(1, "2026-10-30T00:00Z", "2026-11-02T12:00Z").map((date) => ({ date, value: "1.0", count: 1 }));
  const firstHour = (startDate: string) => splitPeriods(hours, { startDate }, "Hourly", new Date("2026-11-02T12:30:00Z"), newYork).current[0]?.date.slice(0, 16);
  expect(firstHour("-2d")).toBe("2026-10-31T11:00");
  expect(firstHour("-48h")).toBe("2026-10-31T12:00");
});

it("A month before the 31st is the last day of a shorter one", () => {
  const days = every(24, "2024-02-20", "2024-03-31").map((date) => ({ date, value: "1.0", count: 1 }));
  expect(splitPeriods(days, { startDate: "-1m" }, "Daily", new Date("2024-03-31T12:00:00Z"), utc).current[0]?.date.slice(0, 10)).toBe("2024-02-29");
  expect(splitPeriods(days, { startDate: "-1y" }, "Daily", new Date("2025-02-28T12:00:00Z"), utc).current[0]?.date.slice(0, 10)).toBe("2024-02-28");
});

it("A year that began long before the range is in it", () => {
  const year = [day("2020-01-01", "41.0")];
  expect(splitPeriods(year, { startDate: "-1d" }, "Yearly", new Date("2020-06-01T12:00:00Z"), utc)).toEqual({ current: year, before: [] });
  expect(splitPeriods(year, { startDate: "2020-05-01", endDate: "2020-05-03" }, "Yearly", new Date("2020-06-01T12:00:00Z"), utc)).toEqual({ current: year, before: [] });
});

it("A range of which nobody says what was before is one period", () => {
  const points = [day("2020-02-17", "1.0"), day("2020-02-18", "2.0")];
  for (const range of [{ startDate: "2020-02-17T12:00:00Z" }, { startDate: "-60d", endDate: "-30d" }]) {
    expect(splitPeriods(points, range, "Daily", new Date("2020-03-20T12:00:00Z"), utc)).toEqual({ current: points, before: [] });
  }
});

it("Hours from one day to another begin with the first hour of the day", () => {
  const hours = ["2020-02-16T23", "2020-02-17T00", "2020-02-17T01"].map((hour) => ({ date: `${hour}:00:00Z`, value: "1.0", count: 1 }));
  expect(splitPeriods(hours, { startDate: "2020-02-17", endDate: "2020-02-18" }, "Hourly", new Date("2020-06-01T12:00:00Z"), utc)).toEqual({ current: hours.slice(1), before: hours.slice(0, 1) });
});

it("The last values of several keys are added up, also of those that have had no point in the latest bucket", () => {
  const at = (name: string, date: string, value: string): DataPoint => ({ name, ...day(date, value) });
  const points = [at("a", "2020-01-01", "1.0"), at("b", "2020-01-01", "10.0"), at("a", "2020-01-02", "2.5")];
  expect(totalOf(points, "Last")).toBe("12.5");
  expect(totalOf(points, "First")).toBe("11.0");
  expect(totalOf(points, "Max")).toBe("10.0");
});

it("One number is what the type of the metric makes of the points", () => {
  const points = [day("2020-01-01", "0.1", 1), day("2020-01-02", "0.2", 3), day("2020-01-03")];
  expect(totalOf(points, "Sum")).toBe("0.3");
  expect(totalOf(points, "Min")).toBe("0.1");
  expect(totalOf(points, "Max")).toBe("0.2");
  expect(totalOf(points, "First")).toBe("0.1");
  expect(totalOf(points, "Last")).toBe("0.2");
  expect(Number(totalOf(points, "Average"))).toBeCloseTo(0.175, 12);
  expect(totalOf([day("2020-01-03")], "Sum")).toBeNull();
});

it("A sum keeps all digits", () => {
  expect(totalOf([day("2020-01-01", "79228162514264337593543950335.0"), day("2020-01-02", "0.0000000000000000000000000001"), day("2020-01-03", "-1.5")], "Sum")).toBe(
    "79228162514264337593543950333.5000000000000000000000000001",
  );
  expect(totalOf([day("2020-01-01", "-0.5"), day("2020-01-02", "0.25")], "Sum")).toBe("-0.25");
});

it("The smallest and the largest of values that differ beyond the digits of a number are found", () => {
  const points = ["79228162514264337593543950334.0", "79228162514264337593543950335.0", "79228162514264337593543950333.0"].map((value) => day("2020-01-01", value));
  expect(totalOf(points, "Max")).toBe("79228162514264337593543950335.0");
  expect(totalOf(points, "Min")).toBe("79228162514264337593543950333.0");
  expect(totalOf([day("2020-01-01", "-1.0"), day("2020-01-01", "-1.00")], "Max")).toBe("-1.0");
});

it("The average of one time bucket is as the server has it", () => {
  expect(totalOf([day("2020-01-01", "197.4130434782608695652173913", 3), day("2020-01-02")], "Average")).toBe("197.4130434782608695652173913");
});

it("A change is a share of what was before, and nothing where that was 0 or not there", () => {
  expect(changeOf("150.0", "100.0")).toBe(0.5);
  expect(changeOf("-150.0", "-100.0")).toBe(-0.5);
  expect(changeOf("1.0", "0.0")).toBeNull();
  expect(changeOf("1.0", null)).toBeNull();
  expect(changeOf(null, "1.0")).toBeNull();
});

it("A change is said in words, with what was before", () => {
  expect(comparison("100.0", 0.5)).toBe("▲ +50% from 100 before");
  expect(comparison("100.0", -0.123)).toBe("▼ -12.3% from 100 before");
  expect(comparison("100.0", 0)).toBe("= 0% from 100 before");
  expect(comparison("100.0", -0.0002)).toBe("= 0% from 100 before");
  expect(comparison("0.0", null)).toBe("0 before");
  expect(comparison(null, null)).toBe("Nothing before to compare with");
});
