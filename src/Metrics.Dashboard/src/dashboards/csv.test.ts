import { expect, it } from "vitest";
import type { Metric } from "../api/metrics";
import { datesIn } from "../format/date";
import { seriesOfCard } from "./cardData";
import { csvOfCard } from "./csv";
import { blank } from "./draft";

const metric: Metric = { id: 3, name: "runs", dataType: "Sum", interval: "Daily", keyedValues: false };
const points = ["2020-02-16", "2020-02-17", "2020-02-18"].map((date, place) => ({ date: `${date}T00:00:00Z`, value: `${place}.5`, count: 1 }));

it("A number is saved with the values of its range, and without those of the time before", () => {
  const card = { ...blank, startDate: "2020-02-17", endDate: "2020-02-19" };
  const saved = (chart: "Number" | "Table") => csvOfCard({ ...card, chart }, metric, { points, set: seriesOfCard(card, metric, points, {}).set, readAt: Date.parse("2020-06-01") }, datesIn("UTC"));
  expect(saved("Number")).toBe("date,runs\r\n2020-02-17T00:00:00Z,1.5\r\n2020-02-18T00:00:00Z,2.5\r\n");
  expect(saved("Table")).toBe("date,runs\r\n2020-02-16T00:00:00Z,0.5\r\n2020-02-17T00:00:00Z,1.5\r\n2020-02-18T00:00:00Z,2.5\r\n");
});
