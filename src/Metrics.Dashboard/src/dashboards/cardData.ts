import type { Card } from "../api/dashboards";
import type { DataPoint, DataRequest } from "../api/data";
import type { Metric } from "../api/metrics";
import { type Series, type SeriesSet, seriesOf } from "../charts/series";
import { startOfBoth } from "./period";

/** The most series that a card draws. */
export const maxSeries = 100;

/** The name under which the server sums up the keys that are not among the largest. */
const others = "other";

/** What a card asks the server for. All of a card comes in one request. */
export function requestOf(card: Card, metric: Metric): DataRequest {
  const startDate = card.chart === "Number" ? startOfBoth(card) : card.startDate;
  const range = { metric: metric.id, startDate, ...(card.endDate == null ? {} : { endDate: card.endDate }), fill: true };
  if (!metric.keyedValues) return range;

  const isNumber = card.chart === "Number";
  const sumKeys = card.sumKeys || (isNumber && isAddedUp(metric));
  const topKeys = card.topKeys ?? (sumKeys || isNumber ? undefined : maxSeries);
  return {
    ...range,
    ...(card.keys == null ? {} : { keys: card.keys }),
    ...(sumKeys ? { sumKeys } : {}),
    ...(topKeys === undefined ? {} : { topKeys }),
  };
}

/** Whether one number for several keys is their sum. The smallest, the largest and the average are that of all keys instead. */
function isAddedUp(metric: Metric): boolean {
  return metric.dataType !== "Min" && metric.dataType !== "Max" && metric.dataType !== "Average";
}

/** Whether the card names keys, but none. */
export function hasNoKeys(card: Card, metric: Metric): boolean {
  return metric.keyedValues && card.keys?.length === 0;
}

export interface CardSeries {
  readonly set: SeriesSet;
  /** Whether there are more keys than a card draws, so that the smaller ones are left out. */
  readonly isCut: boolean;
}

/** The series of a card, in its order of dates. */
export function seriesOfCard(card: Card, metric: Metric, points: readonly DataPoint[]): CardSeries {
  const all = seriesOf(points, metric.name);
  const isCut = card.topKeys == null && all.series.length > maxSeries;
  const series = isCut ? all.series.filter(({ name }) => name !== others) : all.series;
  const set = { starts: all.starts, series: inOrder(series, card.keys ?? []) };
  return { set: card.newestFirst ? reversed(set) : set, isCut };
}

/** Keys that were chosen stand in the order in which they were, so that each keeps its color while others come and go. */
function inOrder(series: readonly Series[], keys: readonly string[]): readonly Series[] {
  const places = new Map(keys.map((key, place) => [key, place]));
  return [...series].sort((a, b) => (places.get(a.name) ?? keys.length) - (places.get(b.name) ?? keys.length));
}

function reversed(set: SeriesSet): SeriesSet {
  return { starts: [...set.starts].reverse(), series: set.series.map(({ name, values }) => ({ name, values: [...values].reverse() })) };
}
