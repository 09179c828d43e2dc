import { expect, it } from "vitest";
import { numbersOf } from "./options";
import { seriesOf } from "./series";
import { sparklinePath } from "./sparklinePath";

it("Points become one series for each key, over common buckets, with gaps", () => {
  const set = seriesOf(
    [
      { date: "2020-04-14T00:00:00Z", name: "US", value: "1.0", count: 1 },
      { date: "2020-04-15T00:00:00Z", name: "Mexico", value: "2.0", count: 1 },
      { date: "2020-04-15T00:00:00Z", name: "US", count: 0 },
    ],
    "all",
  );
  expect(set.starts).toEqual(["2020-04-14T00:00:00Z", "2020-04-15T00:00:00Z"]);
  expect(set.series).toEqual([
    { name: "US", values: ["1.0", null] },
    { name: "Mexico", values: [null, "2.0"] },
  ]);
});

it("Points without keys become the one series of the given name", () => {
  expect(seriesOf([{ date: "2020-04-14T00:00:00Z", value: "5.0", count: 2 }], "queueDepth").series).toEqual([{ name: "queueDepth", values: ["5.0"] }]);
});

it("Normalized values are shares of the sum of their bucket", () => {
  const set = { starts: ["a", "b"], series: [{ name: "x", values: ["1.0", "0.0"] }, { name: "y", values: ["3.0", null] }] };
  expect(numbersOf(set, "normalized")).toEqual([[25, 0], [75, null]]);
  expect(numbersOf(set, "line")).toEqual([[1, 0], [3, null]]);
});

it("A sparkline leaves gaps open, shows a lone value, and draws equal values in the middle", () => {
  expect(sparklinePath(["0.0", "10.0", null, "5.0", "5.0"], 104, 24)).toBe("M2.0 22.0L27.0 2.0M77.0 12.0L102.0 12.0");
  expect(sparklinePath(["3.0"], 104, 24)).toBe("M52.0 12.0h0.1");
});
