import type { Card } from "../api/dashboards";
import type { DataPoint, DataRequest } from "../api/data";
import type { Metric } from "../api/metrics";
import { others, type Series, type SeriesSet, seriesOf } from "../charts/series";
import { isAddedUp, isAdditive } from "../metrics/words";
import { mostPoints, mostSeries, mostValues } from "./limits";
import { bucketsIn, startOfBoth } from "./period";

/** What a card asks the server for. All of a card comes in one request. */
export function requestOf(card: Card, metric: Metric, now: Date): DataRequest {
  const isNumber = card.chart === "Number";
  const startDate = isNumber ? startOfBoth(card, metric.interval) : card.startDate;
  // To one number empty buckets add nothing, and with many keys they would be most of the answer.
  const range = { metric: metric.id, startDate, ...(card.endDate == null ? {} : { endDate: card.endDate }), ...(isNumber ? { resultLimit: mostValues + 1 } : { fill: true }) };
  if (!metric.keyedValues) return range;

  // One number is of all keys, so the top keys of a card mean nothing to it: `other` is a sum, which is neither the largest, the
  // smallest nor the average. First and last values are read key by key, to be added up (total.ts): not every key has had a point
  // in the latest bucket. To their sum `other` adds what the smaller keys have there, so that the answer does not grow with them.
  // An average is that of all points, and no sum of averages.
  const sumKeys = isNumber ? isAdditive(metric) || (card.sumKeys && mayChooseSum(metric)) : card.sumKeys;
  // To find the largest, the server adds up the values of each key, which takes time, and more digits than there may be: few keys are the largest anyway.
  // Whoever names keys wants to see just these.
  const most = isNumber || card.keys != null ? mostSeries : seriesFor(bucketsIn(card, metric.interval, now));
  const mostOfAll = (card.keys?.length ?? Infinity) > most ? most : undefined;
  const topKeys = isNumber ? (isAddedUp(metric) && !sumKeys ? mostOfAll : undefined) : (card.topKeys ?? (sumKeys ? undefined : mostOfAll));
  return {
    ...range,
    ...(card.keys == null ? {} : { keys: card.keys }),
    ...(sumKeys ? { sumKeys } : {}),
    ...(topKeys === undefined ? {} : { topKeys }),
  };
}

/** How many series a card draws where it names no number of keys, in so many time buckets. The server adds one of the others. */
function seriesFor(buckets: number): number {
  return Math.min(mostSeries, Math.max(1, Math.floor(mostPoints / buckets) - 1));
}

/** Whether one may choose that one number is made of the sums of keys. */
export function mayChooseSum(metric: Metric): boolean {
  return metric.dataType === "Min" || metric.dataType === "Max";
}

/** Whether the card names keys, but none. */
export function hasNoKeys(card: Card, metric: Metric): boolean {
  return metric.keyedValues && card.keys?.length === 0;
}

export interface CardSeries {
  readonly set: SeriesSet;
  /** Whether there are more keys than a card draws, so that the smaller ones are left out, or added up as `other`. */
  readonly isCut: boolean;
}

/** The series of a card, in its order of dates. `topKeys` is how many keys were asked for, where not all of them were. */
export function seriesOfCard(card: Card, metric: Metric, points: readonly DataPoint[], { topKeys = Infinity }: Pick<DataRequest, "topKeys">): CardSeries {
  const all = seriesOf(points, metric.name);
  const hasOthers = card.chart !== "Number" && all.series.length > topKeys;
  const isCut = hasOthers && card.topKeys == null;
  // Of a few keys a stack would not be the whole without the others. Beside a hundred they would be one more, and mostly the largest.
  const hidesOthers = !isAddedUp(metric) || (isCut && topKeys === mostSeries);
  const series = hasOthers && hidesOthers ? all.series.filter(({ name }) => name !== others) : all.series;
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
