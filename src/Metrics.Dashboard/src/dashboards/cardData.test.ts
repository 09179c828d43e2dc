import { expect, it } from "vitest";
import type { Card } from "../api/dashboards";
import type { Metric } from "../api/metrics";
import * as cardData from "./cardData";
import { blank } from "./draft";
import { mostPoints, mostSeries, mostValues } from "./limits";

const keyed: Metric = { id: 3, name: "runs", dataType: "Sum", interval: "Daily", keyedValues: true };
const card = (changes: Partial<Card>): Card => ({ ...blank, ...changes });
const now = new Date("2020-04-20T12:00:00Z");
const requestOf = (card: Card, metric: Metric) => cardData.requestOf(card, metric, now);
const seriesOfCard = (card: Card, metric: Metric, points: Parameters<typeof cardData.seriesOfCard>[2]) => cardData.seriesOfCard(card, metric, points, requestOf(card, metric));
/** One more than a number is made of, so that it shows that there are more. */
const resultLimit = mostValues + 1;

const point = (name: string, date: string, value: string) => ({ name, date, value, count: 1 });

it("A card of all keys asks for the hundred largest, one of chosen keys for these", () => {
  expect(requestOf(card({}), keyed)).toEqual({ metric: 3, startDate: "-30d", fill: true, topKeys: 100 });
  expect(requestOf(card({ keys: ["a"], topKeys: 5, endDate: "2020-04-16", startDate: "2020-02-17" }), keyed)).toEqual({
    metric: 3,
    startDate: "2020-02-17",
    endDate: "2020-04-16",
    fill: true,
    keys: ["a"],
    topKeys: 5,
  });
  expect(requestOf(card({ sumKeys: true }), keyed)).toEqual({ metric: 3, startDate: "-30d", fill: true, sumKeys: true });
});

it("Of many time buckets a card asks for fewer keys, so that an answer has some 100,000 points at most, and says that it does", () => {
  const hourly = { ...keyed, interval: "Hourly" } as const;
  for (const [range, buckets] of [
    [{ startDate: "-1y" }, 8_785],
    [{ startDate: "-90d" }, 2_161],
    [{ startDate: "2019-04-20", endDate: "2020-04-20" }, 8_785],
    [{ startDate: "2019-04-20T12:00:00Z" }, 8_785],
    [{ startDate: "-2y", endDate: "-1y" }, 8_785],
    [{ startDate: "-20000h" }, 20_001],
    [{ startDate: "2019-04-20T12:00:00Z", endDate: "9999-12-31" }, 8_785 + 24],
  ] as const) {
    const { topKeys } = requestOf(card(range), hourly);
    expect((topKeys! + 1) * buckets).toBeLessThanOrEqual(mostPoints);
    expect((topKeys! + 2) * buckets).toBeGreaterThan(mostPoints);
  }

  expect(requestOf(card({ startDate: "-9999y" }), hourly).topKeys).toBe(1);
  expect(requestOf(card({ startDate: "-1y", topKeys: 50 }), hourly).topKeys).toBe(50);
  const keys = Array.from({ length: 50 }, (_, place) => `key ${place}`);
  expect(requestOf(card({ startDate: "-1y", keys }), hourly).topKeys).toBeUndefined();
  expect(requestOf(card({ startDate: "-1y", sumKeys: true }), hourly).topKeys).toBeUndefined();
  for (const startDate of ["-30d", "2020-05-01", "never"]) expect(requestOf(card({ startDate }), hourly).topKeys).toBe(mostSeries);

  const points = [...Array.from({ length: 10 }, (_, place) => point(`key ${place}`, "2020-01-01T00:00:00Z", "1.0")), point("other", "2020-01-01T00:00:00Z", "9.0")];
  const { set, isCut } = seriesOfCard(card({ startDate: "-1y" }), hourly, points);
  expect([set.series.map(({ name }) => name).slice(9), isCut]).toEqual([["key 9", "other"], true]);
  const most = seriesOfCard(card({ startDate: "-1y" }), { ...hourly, dataType: "Max" }, points);
  expect([most.set.series.length, most.isCut]).toEqual([10, true]);
  expect(seriesOfCard(card({ startDate: "-30d" }), hourly, points).isCut).toBe(false);
});

it("Of chosen keys that are no more than a card draws, none are the largest", () => {
  const keys = Array.from({ length: mostSeries }, (_, place) => `key ${place}`);
  expect(requestOf(card({ keys }), keyed)).toEqual({ metric: 3, startDate: "-30d", fill: true, keys });
  expect(requestOf(card({ keys: [...keys, "one more"] }), keyed)).toMatchObject({ topKeys: mostSeries });
  expect(requestOf(card({ keys, chart: "Number" }), { ...keyed, dataType: "Last" })).toEqual({ metric: 3, startDate: "-63d", resultLimit, keys });
});

it("A metric without keys is never asked for keys", () => {
  expect(requestOf(card({ keys: ["a"], sumKeys: true, topKeys: 3 }), { ...keyed, keyedValues: false })).toEqual({ metric: 3, startDate: "-30d", fill: true });
});

it("A number asks for the time before as well, and for no empty buckets; of several keys it is the sum, where a sum means something", () => {
  expect(requestOf(card({ chart: "Number" }), keyed)).toEqual({ metric: 3, startDate: "-63d", resultLimit, sumKeys: true });
  expect(requestOf(card({ chart: "Number" }), { ...keyed, dataType: "Max" })).toEqual({ metric: 3, startDate: "-63d", resultLimit });
  expect(requestOf(card({ chart: "Number", sumKeys: true }), { ...keyed, dataType: "Max" })).toEqual({ metric: 3, startDate: "-63d", resultLimit, sumKeys: true });
  expect(requestOf(card({ chart: "Number", startDate: "-1y" }), { ...keyed, dataType: "Max", interval: "Hourly" })).toEqual({ metric: 3, startDate: "-17571h", resultLimit });
});

it("A number is of all keys, not of the largest: what the others add up to is neither a largest value nor an average", () => {
  for (const dataType of ["Sum", "Count"] as const) expect(requestOf(card({ chart: "Number", topKeys: 5 }), { ...keyed, dataType })).toEqual({ metric: 3, startDate: "-63d", resultLimit, sumKeys: true });
  for (const dataType of ["Max", "Min", "Average"] as const) expect(requestOf(card({ chart: "Number", topKeys: 5 }), { ...keyed, dataType })).toEqual({ metric: 3, startDate: "-63d", resultLimit });
});

it("An average is that of all points, also where the card would sum up its keys", () => {
  expect(requestOf(card({ chart: "Number", sumKeys: true }), { ...keyed, dataType: "Average" })).toEqual({ metric: 3, startDate: "-63d", resultLimit });
});

it("First and last values are read by key for one number, also where the card sums them up, and not of more keys than a card draws", () => {
  for (const dataType of ["First", "Last"] as const) {
    expect(requestOf(card({ chart: "Number", topKeys: 5, sumKeys: true }), { ...keyed, dataType })).toEqual({ metric: 3, startDate: "-63d", resultLimit, topKeys: mostSeries });
  }
});

it("Beyond a hundred keys the others are left out, and the card says so; a top list keeps them", () => {
  const points = [...Array.from({ length: mostSeries }, (_, place) => point(`key ${place}`, "2020-01-01T00:00:00Z", "1.0")), point("other", "2020-01-01T00:00:00Z", "9.0")];
  const cut = seriesOfCard(card({}), keyed, points);
  expect(cut.isCut).toBe(true);
  expect(cut.set.series).toHaveLength(mostSeries);
  expect(cut.set.series.some(({ name }) => name === "other")).toBe(false);

  expect(seriesOfCard(card({ chart: "Number" }), keyed, points).isCut).toBe(false);

  const top = seriesOfCard(card({ topKeys: 100 }), keyed, points);
  expect(top.isCut).toBe(false);
  expect(top.set.series.at(-1)?.name).toBe("other");
});

it("What the other keys add up to stands beside the largest only where it is something of their kind", () => {
  const points = ["a", "b", "other"].map((name) => point(name, "2020-01-01T00:00:00Z", "1.0"));
  const namesOf = (dataType: Metric["dataType"]) => seriesOfCard(card({ topKeys: 2 }), { ...keyed, dataType }, points).set.series.map(({ name }) => name);
  for (const type of ["Sum", "Count", "First", "Last"] as const) expect(namesOf(type)).toEqual(["a", "b", "other"]);
  for (const type of ["Min", "Max", "Average"] as const) expect(namesOf(type)).toEqual(["a", "b"]);
});

it("Chosen keys stand in the order in which they were chosen, dates in that of the card", () => {
  const points = [point("Canada", "2020-01-01T00:00:00Z", "1.0"), point("US", "2020-01-01T00:00:00Z", "2.0"), point("US", "2020-01-02T00:00:00Z", "3.0")];
  const { set } = seriesOfCard(card({ keys: ["US", "Canada"], newestFirst: true }), keyed, points);
  expect(set).toEqual({
    starts: ["2020-01-02T00:00:00Z", "2020-01-01T00:00:00Z"],
    series: [
      { name: "US", values: ["3.0", "2.0"] },
      { name: "Canada", values: [null, "1.0"] },
    ],
  });
});
