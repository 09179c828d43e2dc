import type { Card } from "../api/dashboards";
import type { Metric } from "../api/metrics";
import type { ECharts } from "../charts/echarts";
import { legendOption, safeName } from "../charts/legend";
import { colorOf } from "../charts/palette";
import type { SeriesSet } from "../charts/series";
import type { ZoneDates } from "../format/date";
import { formatExact } from "../format/number";
import { inPeriods } from "./period";
import { comparison } from "./total";
import { type Drawing, type LegendEntry, scale } from "./picture";
import { rangeWords } from "./rangeWords";
import type { CardValues } from "./useCard";

const valueOf = (value: string | null | undefined) => (value == null ? "–" : formatExact(value));

/** What goes into the picture of a card: its chart, or what it says in text. Null while there is nothing. */
export function drawingOf(card: Card, metric: Metric, values: CardValues, chart: ECharts | null, dates: ZoneDates): Drawing | null {
  const { set, points } = values;
  if (chart !== null) return ofChart(chart, set);
  if (points === undefined || values.isEmpty) return null;

  if (card.chart === "Number") {
    const { now, before, change } = inPeriods(points, card, metric, new Date(values.readAt), dates);
    return { rows: [{ cells: [valueOf(now)] }, { cells: [comparison(before, change)] }] };
  }

  if (card.chart === "Sparklines") return { rows: set.series.map(({ name, values: line }) => ({ cells: [name, valueOf(newestOf(line, card.newestFirst))], line })) };
  const head = { cells: ["", ...set.series.map(({ name }) => name)], isHead: true };
  return { rows: [head, ...set.starts.map((start, place) => ({ cells: [dates.bucket(start, metric.interval), ...set.series.map((series) => valueOf(series.values[place]))] }))] };
}

/** The range of a card in words; of one that ends with what was read last, also when that was, since a picture is looked at later. */
export function rangeOfPicture(card: Card, readAt: Date, dates: ZoneDates): string {
  return card.endDate == null ? `${rangeWords(card)}, until ${dates.bucket(readAt.toISOString(), "Hourly")}` : rangeWords(card);
}

/** A chart has one line for its legend, through which one leafs. In a picture one cannot, so there it stands below, as long as it is. */
function ofChart(chart: ECharts, set: SeriesSet): Drawing {
  const { legend } = chart.getOption() as { legend: [{ show: boolean; selected?: Record<string, boolean> }] };
  const [{ show, selected = {} }] = legend;
  if (!show) return { chart: chart.renderToCanvas({ pixelRatio: scale }), legend: [] };

  const shown = set.series.map(({ name }, place): LegendEntry => ({ name, color: colorOf(place) })).filter(({ name }) => selected[safeName(name)] !== false);
  // The browser shows none of this: it paints when the script is done.
  chart.setOption(legendOption(false));
  const canvas = chart.renderToCanvas({ pixelRatio: scale });
  chart.setOption(legendOption(true));
  return { chart: canvas, legend: shown };
}

/** The newest value that there is. */
export function newestOf(values: readonly (string | null)[], newestFirst: boolean): string | null {
  return (newestFirst ? values : [...values].reverse()).find((value) => value !== null) ?? null;
}
