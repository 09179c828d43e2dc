import { expect, it } from "vitest";
import type { Metric } from "../api/metrics";
import { csvOf } from "./csv";
import { blank } from "./draft";
import { contentOf, fileOf } from "./file";

const metric = (id: number, name: string): Metric => ({ id, name, dataType: "Sum", interval: "Daily", keyedValues: true });
const { id: _, ...settings } = blank;
const dashboard = { id: "d", name: "Operations", refreshSeconds: 30, cards: [{ ...settings, id: "c1", title: "Runs", metric: 3 }], version: 4 };

it("A file leads back to the same dashboard", () => {
  const { name, refreshSeconds, cards } = dashboard;
  expect(contentOf(fileOf(dashboard, [metric(3, "runs")]), [metric(3, "runs")])).toEqual({ name, refreshSeconds, cards });
});

it("On another server the cards find the metrics of the same names", () => {
  const file = fileOf(dashboard, [metric(3, "runs")]);
  expect(contentOf(file, [metric(3, "something else"), metric(8, "runs")]).cards[0]!.metric).toBe(8);
});

it("A card whose metric is not there is on none, and not on what has its id here", () => {
  const here = [metric(3, "something else")];
  for (const file of [fileOf(dashboard, [metric(3, "runs")]), fileOf(dashboard, [])]) {
    const { cards } = contentOf(file, here);
    expect(here.some(({ id }) => id === cards[0]!.metric)).toBe(false);
    expect(cards[0]!.metric).toBeGreaterThan(0);
    expect(contentOf(fileOf({ ...dashboard, cards }, here), here).cards).toEqual(cards);
  }
});

it("A file that was written by hand may say ids alone", () => {
  const { name, refreshSeconds, cards } = dashboard;
  expect(contentOf(JSON.stringify({ name, cards }), [])).toEqual({ name, refreshSeconds, cards });
});

it("A file of something else is said to be", () => {
  expect(() => contentOf("date,US\r\n", [])).toThrow("This file is not JSON.");
  for (const file of ["null", "[]", "{}", '{"name":1,"cards":[]}', '{"name":"x","cards":[1]}']) expect(() => contentOf(file, [])).toThrow("holds no dashboard");
});

it("A CSV has a column for each series, exact values, and no text that a spreadsheet takes for a formula", () => {
  const set = {
    starts: ["2020-04-14T00:00:00Z", "2020-04-15T00:00:00Z"],
    series: [
      { name: 'Korea, "South"', values: ["1.0", null] },
      { name: '=HYPERLINK("x")', values: ["-79228162514264337593543950335.0", "2.5"] },
    ],
  };
  expect(csvOf(set)).toBe(
    'date,"Korea, ""South""","\'=HYPERLINK(""x"")"\r\n2020-04-14T00:00:00Z,1.0,-79228162514264337593543950335.0\r\n2020-04-15T00:00:00Z,,2.5\r\n',
  );
});
