import { expect, it } from "vitest";
import type { DataPoint } from "../api/data";
import { datesIn } from "../format/date";
import { splitPeriods, startOfBoth } from "./period";
import { changeOf, comparison, totalOf } from "./total";

const utc = datesIn("UTC");
const day = (date: string, value?: string, count = 1): DataPoint => ({ date: `${date}T00:00:00Z`, ...(value === undefined ? {} : { value }), count: value === undefined ? 0 : count });

it("The time before is as long as the range of the card", () => {
  expect(startOfBoth({ startDate: "-30d" })).toBe("-60d");
  expect(startOfBoth({ startDate: "2020-02-17", endDate: "2020-02-20" })).toBe("2020-02-14");
  expect(startOfBoth({ startDate: "2020-02-17T12:00:00Z" })).toBe("2020-02-17T12:00:00Z");
});

it("Days from one to another are split from as many days before", () => {
  const points = ["2020-02-14", "2020-02-15", "2020-02-16", "2020-02-17", "2020-02-18", "2020-02-19"].map((date) => day(date, "1.0"));
  const { current, before } = splitPeriods(points, { startDate: "2020-02-17", endDate: "2020-02-20" }, new Date("2020-06-01"), utc);
  expect(current.map(({ date }) => date.slice(0, 10))).toEqual(["2020-02-17", "2020-02-18", "2020-02-19"]);
  expect(before.map(({ date }) => date.slice(0, 10))).toEqual(["2020-02-14", "2020-02-15", "2020-02-16"]);
});

it("Of a range that ends now, a bucket that reaches into it is in it", () => {
  const points = ["2020-02-14", "2020-02-15", "2020-02-16", "2020-02-17", "2020-02-18", "2020-02-19"].map((date) => day(date, "1.0"));
  const { current, before } = splitPeriods(points, { startDate: "-2d" }, new Date("2020-02-19T12:00:00Z"), utc);
  expect(current.map(({ date }) => date.slice(0, 10))).toEqual(["2020-02-17", "2020-02-18", "2020-02-19"]);
  expect(before.map(({ date }) => date.slice(0, 10))).toEqual(["2020-02-14", "2020-02-15", "2020-02-16"]);
});

it("A year that began long before the range is in it", () => {
  const year = [day("2020-01-01", "41.0")];
  expect(splitPeriods(year, { startDate: "-1d" }, new Date("2020-06-01T12:00:00Z"), utc)).toEqual({ current: year, before: [] });
  expect(splitPeriods(year, { startDate: "2020-05-01", endDate: "2020-05-03" }, new Date("2020-06-01T12:00:00Z"), utc)).toEqual({ current: year, before: [] });
});

it("Hours from one day to another begin with the first hour of the day", () => {
  const hours = ["2020-02-16T23", "2020-02-17T00", "2020-02-17T01"].map((hour) => ({ date: `${hour}:00:00Z`, value: "1.0", count: 1 }));
  expect(splitPeriods(hours, { startDate: "2020-02-17", endDate: "2020-02-18" }, new Date("2020-06-01T12:00:00Z"), utc).current).toEqual(hours.slice(1));
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
  expect(comparison("0.0", null)).toBe("0 before");
  expect(comparison(null, null)).toBe("Nothing before to compare with");
});
