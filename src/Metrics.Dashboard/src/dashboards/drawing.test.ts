import { expect, it } from "vitest";
import type { Metric } from "../api/metrics";
import type { ECharts } from "../charts/echarts";
import { legendOption, safeName } from "../charts/legend";
import { colorOf } from "../charts/palette";
import { datesIn } from "../format/date";
import { blank } from "./draft";
import { drawingOf, rangeOfPicture } from "./drawing";

const dates = datesIn("America/New_York");
const metric: Metric = { id: 3, name: "runs", dataType: "Sum", interval: "Daily", keyedValues: true };
const names = ["a", "constructor", "hidden", "x".repeat(255)];
const values = { set: { starts: [], series: names.map((name) => ({ name, values: [] })) }, isCut: false, points: [], isEmpty: false, isOld: false, failure: null, readAt: 0, readTime: () => 0 };

/** A chart with or without a legend, in which one has hidden a series, and what was made of it, in order. */
function chartWith(show: boolean) {
  const done: unknown[] = [];
  const chart = {
    getOption: () => ({ legend: [{ show, selected: { a: true, [safeName("constructor")]: true, hidden: false } }] }),
    setOption: (option: unknown) => done.push(option),
    renderToCanvas: () => done.push("drawn"),
  };
  return { chart: chart as unknown as ECharts, done };
}

it("The picture of a chart has the whole legend below it, of the series that are shown, and the page keeps its own", () => {
  const { chart, done } = chartWith(true);
  expect(drawingOf(blank, metric, values, chart, dates)).toMatchObject({ legend: [{ name: "a", color: colorOf(0) }, { name: "constructor", color: colorOf(1) }, { name: names[3], color: colorOf(3) }] });
  expect(done).toEqual([legendOption(false), "drawn", legendOption(true)]);
});

it("A chart without a legend has none in its picture", () => {
  const { chart, done } = chartWith(false);
  expect(drawingOf(blank, metric, values, chart, dates)).toMatchObject({ legend: [] });
  expect(done).toEqual(["drawn"]);
});

it("A picture says its range, and of one that ends now when that was", () => {
  const now = new Date("2026-11-01T05:30:00Z");
  expect(rangeOfPicture({ ...blank, startDate: "-30d" }, now, dates)).toBe("Last 30 days, until 1 Nov 2026, 01:30 GMT-4");
  expect(rangeOfPicture({ ...blank, startDate: "2020-02-17", endDate: "2020-04-16" }, now, dates)).toBe("17 Feb 2020 – 15 Apr 2020");
});
