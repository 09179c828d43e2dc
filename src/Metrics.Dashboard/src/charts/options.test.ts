import { use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { expect, it } from "vitest";
import { datesIn } from "../format/date";
import { type ECharts, init } from "./echarts";
import { chartOption, type Drawn, type SeriesKind, waysToDraw } from "./options";

use([SVGRenderer]);

interface Parts {
  legend: { selected: Record<string, boolean> }[];
  dataZoom: { start: number; end: number }[];
  series: { name: string; data: unknown[] }[];
  xAxis: { data: string[] }[];
}

const look = { interval: "Daily", dates: datesIn("UTC"), legend: true, isLow: false, ink: { text: "#000", line: "#000", font: "sans-serif" } } as const;
const of = (names: readonly string[], days: number, kind: SeriesKind = "line"): Drawn => {
  const starts = Array.from({ length: days }, (_, place) => `2020-01-${10 + place}T00:00:00Z`);
  return { kind, set: { starts, series: names.map((name) => ({ name, values: starts.map((_, place) => `${place}.0`) })) } };
};

/** What is there after one has zoomed into a chart of a, b and c, hidden b, and other values came. */
function after(next: Drawn, legend = true): Parts {
  const chart = init(null, null, { renderer: "svg", ssr: true, width: 400, height: 300 }) as ECharts;
  const first = of(["a", "b", "c"], 5);
  chart.setOption(chartOption(first.set, { ...look, kind: first.kind }), waysToDraw(null, first));
  chart.dispatchAction({ type: "legendToggleSelect", name: "b" });
  chart.dispatchAction({ type: "dataZoom", start: 20, end: 60 });
  chart.setOption(chartOption(next.set, { ...look, legend, kind: next.kind }), waysToDraw(first, next));
  return chart.getOption() as unknown as Parts;
}

it("A refresh keeps what one has zoomed into and hidden, and nothing of series that are gone", () => {
  const { legend, dataZoom, series, xAxis } = after(of(["b", "d"], 6));
  expect(legend[0]!.selected.b).toBe(false);
  expect(dataZoom[0]).toMatchObject({ start: 20, end: 60 });
  expect(series.map(({ name, data }) => [name, data.length])).toEqual([["b", 6], ["d", 6]]);
  expect(xAxis[0]!.data).toHaveLength(6);
});

it("A series that one has hidden is shown where there is no legend to bring it back", () => {
  expect(after(of(["b"], 5), false).legend[0]!.selected.b).toBe(true);
  expect(after(of(["b", "c"], 5)).legend[0]!.selected.b).toBe(false);
});

it("Another range or kind of chart is shown as a whole", () => {
  for (const next of [of(["a", "b", "c"], 9), of(["a", "b", "c"], 5, "normalized")]) {
    const { legend, dataZoom } = after(next);
    expect(legend[0]!.selected.b ?? true).toBe(true);
    expect(dataZoom[0]).toMatchObject({ start: 0, end: 100 });
  }
});

it("The last date of an axis ends where the chart does", () => {
  const chart = init(null, null, { renderer: "svg", ssr: true, width: 400, height: 300 }) as ECharts;
  chart.setOption(chartOption(of(["a"], 13).set, { ...look, kind: "line", shortDates: false }));
  expect(/text-anchor="(\w+)"[^>]*>22 Jan 2020</.exec(chart.renderToSVGString())?.[1]).toBe("end");
});

it("Keys may be called like what every object has", () => {
  const names = ["hasOwnProperty", "__proto__", "constructor", "a"];
  const chart = init(null, null, { renderer: "svg", ssr: true, width: 900, height: 300 }) as ECharts;
  const { set } = of(names, 5);
  for (const before of [null, of(names, 5)]) chart.setOption(chartOption(set, { ...look, kind: "line" }), waysToDraw(before, { set, kind: "line" }));
  const texts = [...chart.renderToSVGString().matchAll(/>([^<>]+)<\/text>/g)].map(([, text]) => text!.trim());
  expect(texts).toEqual(expect.arrayContaining(names));
  chart.dispose();
});

it("A value between two gaps has its dot, also where there are many time buckets and none has its label", () => {
  const alone = [20, 100, 201, 290, 333];
  const starts = Array.from({ length: 365 }, (_, place) => new Date(Date.UTC(2021, 0, 1 + place)).toISOString());
  const gaps = { starts, series: [{ name: "a", values: starts.map((_, place) => (alone.includes(place) ? "1.0" : null)) }] };
  const chart = init(null, null, { renderer: "svg", ssr: true, width: 400, height: 300 }) as ECharts;
  chart.setOption(chartOption(gaps, { ...look, legend: false, kind: "line" }));
  expect(chart.renderToSVGString().match(/d="M1 0A1 1/g)).toHaveLength(alone.length);
});

it("The smallest numbers that there are have an axis too", () => {
  const chart = init(null, null, { renderer: "svg", ssr: true, width: 400, height: 300 }) as ECharts;
  const { set } = of(["a"], 10);
  const tiny = { ...set, series: [{ name: "a", values: set.starts.map((_, place) => `0.000000000000000000000000000${place}`) }] };
  chart.setOption(chartOption(tiny, { ...look, legend: false, kind: "line" }));
  const texts = [...chart.renderToSVGString().matchAll(/>([^<>]+)<\/text>/g)].map(([, text]) => text);
  expect(texts).toEqual(expect.arrayContaining(["0", "2e-28", "4e-28", "6e-28", "8e-28"]));
});
