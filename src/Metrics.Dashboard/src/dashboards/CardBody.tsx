import { Skeleton, Text } from "@mantine/core";
import { memo } from "react";
import type { Card } from "../api/dashboards";
import type { Metric } from "../api/metrics";
import { Failure } from "../app/Failure";
import { useDates } from "../app/useDates";
import { Chart } from "../charts/Chart";
import type { ECharts } from "../charts/echarts";
import type { SeriesKind } from "../charts/options";
import { hasNoKeys } from "./cardData";
import { NumberBody } from "./NumberBody";
import { SeriesTable } from "./SeriesTable";
import { SparklineList } from "./SparklineList";
import type { CardValues } from "./useCard";

const kinds: Partial<Record<NonNullable<Card["chart"]>, SeriesKind>> = { Line: "line", Area: "area", StackedArea: "stacked", NormalizedArea: "normalized", Bar: "bar" };

export interface CardBodyProps {
  readonly card: Card;
  readonly metric: Metric;
  readonly values: CardValues;
  readonly onChart?: (chart: ECharts | null) => void;
}

/** What a card shows below its title. It fills its parent. */
export const CardBody = memo(function CardBody({ card, metric, values, onChart }: CardBodyProps) {
  const dates = useDates();
  if (hasNoKeys(card, metric)) return <Message>No keys are chosen.</Message>;
  if (values.points === undefined) return values.failure === null ? <Skeleton h="100%" /> : <Failure of={values.failure} isAlert={false} />;
  if (values.isEmpty) return <Message>No data in this range.</Message>;

  const chart = card.chart ?? "Line";
  const look = { interval: metric.interval, dates, shortDates: card.shortDates };
  if (chart === "Number") return <NumberBody card={card} metric={metric} points={values.points} readAt={values.readAt} dates={dates} />;
  if (chart === "Sparklines") return <SparklineList set={values.set} newestFirst={card.newestFirst} />;
  if (chart === "Table") return <SeriesTable set={values.set} {...look} title={card.title} />;
  return <Chart set={values.set} kind={kinds[chart] ?? "line"} {...look} label={`Chart of ${card.title}`} {...(onChart === undefined ? {} : { onChart })} />;
});

function Message({ children }: { children: string }) {
  return (
    <Text c="dimmed" className="card-message">
      {children}
    </Text>
  );
}
