import type { Card } from "../api/dashboards";
import type { Metric } from "../api/metrics";
import type { ECharts } from "../charts/echarts";
import type { ZoneDates } from "../format/date";
import { formatExact } from "../format/number";
import { inPeriods } from "./period";
import { comparison } from "./total";
import { type Drawing, scale } from "./picture";
import type { CardValues } from "./useCard";

const valueOf = (value: string | null | undefined) => (value == null ? "–" : formatExact(value));

/** What goes into the picture of a card: its chart, or what it says in text. Null while there is nothing. */
export function drawingOf(card: Card, metric: Metric, values: CardValues, chart: ECharts | null, dates: ZoneDates): Drawing | null {
  const { set, points } = values;
  if (chart !== null) return { chart: chart.renderToCanvas({ pixelRatio: scale }) };
  if (points === undefined || values.isEmpty) return null;

  if (card.chart === "Number") {
    const { now, before, change } = inPeriods(points, card, metric, new Date(values.readAt), dates);
    return { rows: [{ cells: [valueOf(now)] }, { cells: [comparison(before, change)] }] };
  }

  if (card.chart === "Sparklines") return { rows: set.series.map(({ name, values: line }) => ({ cells: [name, valueOf(newestOf(line, card.newestFirst))], line })) };
  const head = { cells: ["", ...set.series.map(({ name }) => name)] };
  return { rows: [head, ...set.starts.map((start, place) => ({ cells: [dates.bucket(start, metric.interval), ...set.series.map((series) => valueOf(series.values[place]))] }))] };
}

/** The newest value that there is. */
export function newestOf(values: readonly (string | null)[], newestFirst: boolean): string | null {
  return (newestFirst ? values : [...values].reverse()).find((value) => value !== null) ?? null;
}
