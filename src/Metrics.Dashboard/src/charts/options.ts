import type { Interval } from "../api/metrics";
import type { ZoneDates } from "../format/date";
import { formatAxis } from "../format/number";
import { type EChartsCoreOption, format } from "./echarts";
import { legendOption, safeName } from "./legend";
import { colorOf } from "./palette";
import type { SeriesSet } from "./series";
import { tooltipOf } from "./tooltip";

/** How series are drawn. Stacked areas lie on each other; normalized ones are shares of their sum. */
export type SeriesKind = "line" | "area" | "stacked" | "normalized" | "bar";

export interface ChartLook {
  readonly kind: SeriesKind;
  readonly interval: Interval;
  readonly dates: ZoneDates;
  /** Whether days on the axis go without their year. Default: they do. */
  readonly shortDates?: boolean;
  readonly legend: boolean;
  /** Whether there is room for few values on the axis. */
  readonly isLow: boolean;
  /** Colors of what is around the series, by the color scheme of the page, and the font of the page, by its name: a canvas inherits none. */
  readonly ink: { readonly text: string; readonly line: string; readonly font: string };
}

/** Up to this many buckets each value gets a dot. */
const fewBuckets = 40;

/** Names in the legend: how large their letters are, and how wide a name may be, in pixels. */
const nameSize = 12;
const widestName = 180;

/** What ECharts is to draw. Values become numbers only here, where a pixel is the measure; the tooltip has them exact. */
export function chartOption(set: SeriesSet, look: ChartLook): EChartsCoreOption {
  const numbers = numbersOf(set, look.kind);
  const times = enlargementOf(numbers);
  const enlarged = numbers.map((values) => values.map((value) => (value === null ? null : value * times)));
  const axis = { axisLine: { lineStyle: { color: look.ink.line } }, axisTick: { show: false }, splitLine: { lineStyle: { color: look.ink.line } } };
  return {
    animation: false,
    color: set.series.map((_, index) => colorOf(index)),
    textStyle: { fontFamily: look.ink.font, color: look.ink.text },
    grid: { left: 8, right: 34, top: 14, outerBoundsMode: "same", outerBoundsContain: "axisLabel", ...legendOption(look.legend).grid },
    legend: {
      ...legendOption(look.legend).legend,
      // What one has hidden stays so as keys come and go, and without a legend nobody could bring it back.
      ...(look.legend ? {} : { selected: Object.fromEntries(set.series.map(({ name }) => [safeName(name), true])) }),
      type: "scroll",
      bottom: 0,
      icon: "roundRect",
      itemWidth: 12,
      itemHeight: 8,
      padding: [5, 5],
      // Cut here: with a width of its own in the style each name, however short, would take all of it.
      formatter: (name: string) => format.truncateText(name, widestName, `${nameSize}px ${look.ink.font}`, "…"),
      textStyle: { color: look.ink.text, fontSize: nameSize, lineHeight: 18 },
      pageTextStyle: { color: look.ink.text },
      pageIconColor: look.ink.text,
    },
    tooltip: {
      trigger: "axis",
      confine: true,
      className: "chart-tooltip-box",
      axisPointer: { type: look.kind === "bar" ? "shadow" : "line", lineStyle: { color: look.ink.text, opacity: 0.4 } },
      // The items are of the series that one has not hidden.
      formatter: (items: readonly { dataIndex: number; seriesIndex: number }[]) => {
        const index = items[0]?.dataIndex ?? 0;
        return tooltipOf(set, index, look.dates.bucket(set.starts[index] ?? "", look.interval), new Set(items.map((item) => item.seriesIndex)));
      },
    },
    xAxis: {
      ...axis,
      type: "category",
      boundaryGap: look.kind === "bar",
      data: [...set.starts],
      splitLine: { show: false },
      axisLabel: { color: look.ink.text, lineHeight: 15, hideOverlap: true, alignMaxLabel: "right", formatter: (start: string) => look.dates.tick(start, look.interval, look.shortDates) },
    },
    yAxis: {
      ...axis,
      type: "value",
      scale: look.kind === "line",
      splitNumber: look.isLow ? 2 : 5,
      axisLine: { show: false },
      ...(look.kind === "normalized" ? { max: 100 } : {}),
      axisLabel: { color: look.ink.text, formatter: (value: number) => (look.kind === "normalized" ? `${value}%` : formatAxis(value / times)) },
    },
    // A finger that moves up or down scrolls the page, as the style sheet has it: ECharts would keep each move from the browser, also where it does nothing itself.
    dataZoom: [{ type: "inside", zoomOnMouseWheel: "ctrl", moveOnMouseWheel: false, preventDefaultMouseMove: false }],
    series: enlarged.map((values, index) => ({
      name: safeName(set.series[index]!.name),
      data: values.map((value, place) => (isAlone(values, place) ? { value, symbol: "circle" } : value)),
      ...shapeOf(look.kind, set.starts.length),
    })),
  };
}

/** What a chart shows. */
export interface Drawn {
  readonly set: SeriesSet;
  readonly kind: SeriesKind;
}

/**
 * How ECharts takes what is to be drawn. Newer values of the same come into the picture that is there, and what one has zoomed
 * into or hidden stays; series that are gone leave nothing behind. Another kind or range begins anew.
 */
export function waysToDraw(before: Drawn | null, now: Drawn): { notMerge: true } | { replaceMerge: string[] } {
  // As time goes on, there may be one bucket more or less.
  const isSame = before !== null && before.kind === now.kind && Math.abs(before.set.starts.length - now.set.starts.length) <= 1;
  return isSame ? { replaceMerge: ["series"] } : { notMerge: true };
}

/** The numbers to draw, null for a gap. */
export function numbersOf(set: SeriesSet, kind: SeriesKind): (number | null)[][] {
  const numbers = set.series.map((series) => series.values.map((value) => (value === null ? null : Number(value))));
  if (kind !== "normalized") return numbers;

  const sums = set.starts.map((_, place) => numbers.reduce((sum, values) => sum + Math.abs(values[place] ?? 0), 0));
  return numbers.map((values) => values.map((value, place) => (value === null ? null : sums[place] === 0 ? 0 : (100 * Math.abs(value)) / sums[place]!)));
}

/** ECharts rounds the values of an axis to 20 decimals, so it has none for smaller numbers. Those it gets so many times as large. */
function enlargementOf(numbers: readonly (readonly (number | null)[])[]): number {
  const largest = numbers.reduce((most, values) => values.reduce<number>((high, value) => Math.max(high, Math.abs(value ?? 0)), most), 0);
  return largest > 0 && largest < 1e-12 ? 1e20 : 1;
}

/** A value between two gaps, which a line alone would not show. */
function isAlone(values: readonly (number | null)[], place: number): boolean {
  return values[place] !== null && (values[place - 1] ?? null) === null && (values[place + 1] ?? null) === null;
}

function shapeOf(kind: SeriesKind, buckets: number): object {
  if (kind === "bar") return { type: "bar", barMaxWidth: 48, itemStyle: { borderRadius: [3, 3, 0, 0] } };

  const line = {
    type: "line",
    symbol: buckets <= fewBuckets ? "circle" : "none",
    symbolSize: 5,
    showSymbol: true,
    // Else, where they are close to each other, those alone are shown that have a label on the axis.
    showAllSymbol: true,
    connectNulls: false,
    lineStyle: { width: 2 },
  };
  if (kind === "line") return line;
  return { ...line, areaStyle: { opacity: kind === "area" ? 0.18 : 0.55 }, ...(kind === "area" ? {} : { stack: "all", symbol: "none" }) };
}
