import { Text, Title } from "@mantine/core";
import { type ReactNode, useRef } from "react";
import type { Card } from "../api/dashboards";
import type { Metric } from "../api/metrics";
import { FailureMark } from "../app/Failure";
import { Notice } from "../app/Notice";
import { UserText } from "../app/UserText";
import type { ECharts } from "../charts/echarts";
import { others, type Series } from "../charts/series";
import { CardBody } from "./CardBody";
import { CardMenu, type CardAction } from "./CardMenu";
import { mostSeries } from "./limits";
import { rangeWords } from "./rangeWords";
import { useCard } from "./useCard";

export interface CardViewProps {
  readonly card: Card;
  /** Undefined where there is none: it has been deleted, or is on the server that the card comes from. */
  readonly metric: Metric | undefined;
  readonly refresh: number | false;
  /** What users who may change the dashboard can do with the card. */
  readonly actions?: readonly CardAction[];
  /** By what the card is moved, where it can be. */
  readonly handle?: ReactNode;
  /** Whether there is a menu. Default: there is. */
  readonly hasMenu?: boolean;
}

/** A card: a title, a range, and one picture of one metric. It fills its parent. */
export function CardView(props: CardViewProps) {
  return props.metric === undefined ? <Gone {...props} /> : <Known key={props.metric.id} {...props} metric={props.metric} />;
}

function Known({ card, metric, refresh, actions = [], handle, hasMenu = true }: CardViewProps & { metric: Metric }) {
  const values = useCard(card, metric, refresh);
  const chart = useRef<ECharts | null>(null);
  const keepChart = useRef((made: ECharts | null) => void (chart.current = made)).current;
  return (
    <section className="card" aria-label={card.title}>
      <Head card={card} handle={handle}>
        {values.isCut && <Notice label={whyCut(values.set.series)}>{`${countOf(values.set.series)} largest`}</Notice>}
        {values.points !== undefined && <FailureMark of={values.failure} />}
        {hasMenu && <CardMenu card={card} metric={metric} values={values} chart={chart} actions={actions} />}
      </Head>
      <div className="card-body" aria-busy={values.isOld || undefined}>
        <CardBody card={card} metric={metric} values={values} onChart={keepChart} />
      </div>
    </section>
  );
}

/** How many keys stand for themselves. */
function countOf(series: readonly Series[]): number {
  return series.filter(({ name }) => name !== others).length;
}

/** Why there are so many series, and no more. */
function whyCut(series: readonly Series[]): string {
  const count = countOf(series);
  if (count >= mostSeries) return `More than ${count} keys: these are the ${count} largest. Choose keys, or sum them up, to see others.`;
  const largest = count === 1 ? "largest" : `${count} largest`;
  const rest = count < series.length ? ", and all others added up as “other”" : "";
  return `More than ${count === 1 ? "one key" : `${count} keys`}: of so many time buckets a card shows the ${largest}${rest}. Choose keys, or a shorter range, or sum them up, to see others.`;
}

function Gone({ card, actions = [], handle, hasMenu = true }: CardViewProps) {
  return (
    <section className="card" aria-label={card.title}>
      <Head card={card} handle={handle}>
        {hasMenu && actions.length > 0 && <CardMenu card={card} actions={actions} />}
      </Head>
      <div className="card-body">
        <Text c="dimmed" className="card-message">
          There is no such metric. It may have been deleted.
        </Text>
      </div>
    </section>
  );
}

function Head({ card, handle, children }: { card: Card; handle: ReactNode; children: ReactNode }) {
  return (
    <header className="card-head">
      {handle}
      <div className="card-titles">
        <Title order={2} size="h5">
          <UserText oneLine>{card.title}</UserText>
        </Title>
        <Text size="xs" c="dimmed" truncate className="card-range">
          {rangeWords(card)}
        </Text>
      </div>
      {children}
    </header>
  );
}
