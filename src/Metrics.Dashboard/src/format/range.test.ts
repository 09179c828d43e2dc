import { expect, it } from "vitest";
import { datesOf, daysOf, daysUntil, queryOf, rangeOf, rangeOfDates, usualRange } from "./range";

const read = (query: string) => rangeOf(new URLSearchParams(query));

it("A range in an address is read back as it was written", () => {
  for (const range of [{ preset: "30d" }, { from: "2020-02-17", to: "2020-04-15" }] as const) {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(queryOf(range))) if (value !== undefined) query.set(name, value);
    expect(rangeOf(query)).toEqual(range);
  }
});

it("An address that makes no sense holds no range", () => {
  for (const query of ["", "range=31d", "from=2020-02-17", "from=2020-02-30&to=2020-03-01", "from=2020-04-15&to=2020-02-17", "from=x&to=y"]) {
    expect(read(query)).toBeNull();
  }
});

it("The last day of a custom range is inside, so the API is asked until before the day after", () => {
  expect(datesOf({ from: "2020-02-17", to: "2020-02-29" })).toEqual({ startDate: "2020-02-17", endDate: "2020-03-01" });
  expect(datesOf({ preset: "1y" })).toEqual({ startDate: "-1y" });
});

it("So many days until one end with it", () => {
  expect(daysUntil("2020-03-01", 1)).toEqual({ from: "2020-03-01", to: "2020-03-01" });
  expect(daysUntil("2020-03-01", 2)).toEqual({ from: "2020-02-29", to: "2020-03-01" });
});

it("A range that ends now has days too, of which today is the last", () => {
  expect(daysOf({ preset: "24h" }, "2020-03-01")).toEqual({ from: "2020-03-01", to: "2020-03-01" });
  expect(daysOf({ preset: "1y" }, "2020-03-01")).toEqual({ from: "2019-03-03", to: "2020-03-01" });
  expect(daysOf({ from: "2020-02-17", to: "2020-02-18" }, "2020-03-01")).toEqual({ from: "2020-02-17", to: "2020-02-18" });
});

it("Dates of the API lead back to the range that they were made of, others to none", () => {
  for (const range of [{ preset: "60d" }, { from: "2020-02-17", to: "2020-04-15" }] as const) {
    const { startDate, endDate } = datesOf(range);
    expect(rangeOfDates(startDate, endDate)).toEqual(range);
  }
  for (const [start, end] of [["-8w", undefined], ["2020-02-17", undefined], ["-60d", "-30d"], ["2020-02-17", "2020-02-17"]] as const) expect(rangeOfDates(start, end)).toBeNull();
});

it("Years are shown by the ten until one chooses another range, not the last two alone", () => {
  expect(usualRange("Yearly", "2020-03-01")).toEqual({ from: "2010-03-05", to: "2020-03-01" });
  expect(usualRange("Monthly", "2020-03-01")).toEqual({ preset: "1y" });
});
