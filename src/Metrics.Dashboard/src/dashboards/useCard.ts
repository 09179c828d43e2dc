import { useMemo, useState } from "react";
import { serverTime } from "../api/clock";
import type { Card } from "../api/dashboards";
import { type DataPoint, useData, useReadTime } from "../api/data";
import type { Metric } from "../api/metrics";
import { formatCount } from "../format/number";
import { refreshOfCard } from "../metrics/refresh";
import { hasNoKeys, requestOf, seriesOfCard, type CardSeries } from "./cardData";
import { mostValues } from "./limits";

export interface CardValues extends CardSeries {
  /** The points as they came, by date; undefined until they have come. */
  readonly points: readonly DataPoint[] | undefined;
  readonly isEmpty: boolean;
  /** Whether the points are still those of what was asked for before, as while one changes the range; for one number there are none then. */
  readonly isOld: boolean;
  readonly failure: unknown;
  /** For one number: when the points were read, by the clock of the server, in milliseconds. Its periods end then, also where no new points came. Else 0. */
  readonly readAt: number;
  /** When the points were read, in milliseconds, whatever the card shows. */
  readonly readTime: () => number;
}

const tooMuch = new Error(`One number is made of at most ${formatCount(mostValues)} values, and there are more. Choose keys, or a shorter range.`);

/** What a card shows, read again after each `refresh` milliseconds, and less often where that is much. Cards that ask for the same share one request. */
export function useCard(card: Card, metric: Metric, refresh: number | false): CardValues {
  const request = useMemo(() => requestOf(card, metric, new Date(serverTime(Date.now()))), [card, metric]);
  const readTime = useReadTime(request);
  const query = useData(request, refreshOfCard(refresh), !hasNoKeys(card, metric));
  const isNumber = card.chart === "Number";
  const isOld = query.isOld;
  const isTooMuch = isNumber && !isOld && (query.data?.length ?? 0) > mostValues;
  // One number of the points of another range would be right for neither.
  const points = hasNoKeys(card, metric) || isTooMuch || (isNumber && isOld) ? undefined : query.data;
  const failure = isTooMuch ? tooMuch : query.failure;
  // Until the points of another range have come, those that are there are drawn, which were asked for in another way.
  const [answered, keepAnswered] = useState(request);
  if (!isOld && answered !== request) keepAnswered(request);
  const series = useMemo(() => seriesOfCard(card, metric, points ?? [], answered), [card, metric, points, answered]);
  // Only asked for by numbers, since whoever asks is drawn again after each read.
  const readAt = isNumber ? serverTime(query.readAt || Date.now()) : 0;
  return useMemo(() => ({ ...series, points, isEmpty: points !== undefined && points.every((point) => point.count === 0), isOld, failure, readAt, readTime }), [series, points, isOld, failure, readAt, readTime]);
}
