import { expect, it } from "vitest";
import { datesIn, formatTime } from "./date";

const berlin = datesIn("Europe/Berlin");
const newYork = datesIn("America/New_York");

it("A bucket is named on the clock of the organization", () => {
  expect(newYork.bucket("2020-04-15T04:00:00Z", "Daily")).toBe("15 Apr 2020");
  expect(newYork.bucket("2020-04-13T04:00:00Z", "Weekly")).toBe("Week of 13 Apr 2020");
  expect(newYork.bucket("2020-04-01T04:00:00Z", "Monthly")).toBe("April 2020");
  expect(newYork.bucket("2020-01-01T05:00:00Z", "Yearly")).toBe("2020");
});

it("The two hours that the end of summer time repeats are told apart", () => {
  expect(berlin.bucket("2025-10-26T00:00:00Z", "Hourly")).toBe("26 Oct 2025, 02:00 CEST");
  expect(berlin.bucket("2025-10-26T01:00:00Z", "Hourly")).toBe("26 Oct 2025, 02:00 CET");
});

it("An axis tells them apart too, and no others", () => {
  expect(berlin.tick("2025-10-25T23:00:00Z", "Hourly")).toBe("26 Oct\n01:00");
  expect(berlin.tick("2025-10-26T00:00:00Z", "Hourly")).toBe("26 Oct\n02:00 CEST");
  expect(berlin.tick("2025-10-26T01:00:00Z", "Hourly")).toBe("26 Oct\n02:00 CET");
  expect(berlin.tick("2025-10-26T02:00:00Z", "Hourly")).toBe("26 Oct\n03:00");
  // Here the clock goes back by two hours, and by half an hour.
  expect(["2025-10-25T23:00:00Z", "2025-10-26T01:00:00Z"].map((start) => datesIn("Antarctica/Troll").tick(start, "Hourly"))).toEqual(["26 Oct\n01:00 GMT+2", "26 Oct\n01:00 GMT"]);
  expect(datesIn("Australia/Lord_Howe").tick("2025-04-05T15:00:00Z", "Hourly")).toBe("6 Apr\n01:30");
});

it("When the server went away is said with its day, since it may stay away for days", () => {
  expect(formatTime(new Date(2026, 10, 3, 14, 3, 5))).toBe("3 Nov, 14:03:05");
});

it("The day is that of the organization, not of the reader", () => {
  expect(newYork.day(new Date("2020-04-16T03:59:00Z"))).toBe("2020-04-15");
});

it("A zone that the browser does not know is shown as UTC, and says so", () => {
  const dates = datesIn("Mars/Olympus");
  expect(dates.zone).toBe("UTC");
  expect(dates.bucket("2020-04-15T00:00:00Z", "Daily")).toBe("15 Apr 2020");
});

it("A day on an axis has its year, unless it is to be short", () => {
  expect(newYork.tick("2020-04-15T04:00:00Z", "Daily", false)).toBe("15 Apr 2020");
  expect(newYork.tick("2020-04-15T04:00:00Z", "Daily")).toBe("15 Apr");
  expect(newYork.tick("2020-04-15T14:00:00Z", "Hourly", false)).toBe("15 Apr 2020\n10:00");
});

it("Times are of one year on the clock of the organization", () => {
  expect(newYork.areOfOneYear(["2020-01-01T05:00:00Z", "2020-06-01T04:00:00Z", "2021-01-01T04:59:00Z"])).toBe(true);
  expect(newYork.areOfOneYear(["2020-01-01T04:00:00Z", "2020-12-31T05:00:00Z"])).toBe(false);
  expect(newYork.areOfOneYear([])).toBe(true);
});
