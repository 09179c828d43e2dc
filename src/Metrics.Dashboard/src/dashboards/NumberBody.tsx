import { Text } from "@mantine/core";
import { type CSSProperties, useMemo } from "react";
import type { Card } from "../api/dashboards";
import type { DataPoint } from "../api/data";
import type { Metric } from "../api/metrics";
import type { ZoneDates } from "../format/date";
import { formatExact, formatShort } from "../format/number";
import { inPeriods } from "./period";
import { comparison } from "./total";

/** One number for the range of the card, and how it compares with the time before, which is as long. */
export function NumberBody({ card, metric, points, readAt, dates }: { card: Card; metric: Metric; points: readonly DataPoint[]; readAt: number; dates: ZoneDates }) {
  const { now, before, change } = useMemo(() => inPeriods(points, card, metric, new Date(readAt), dates), [points, card, metric, readAt, dates]);
  const text = now === null ? "–" : formatShort(now);
  return (
    <div className="number">
      <div className="number-value figures" style={{ "--length": text.length } as CSSProperties} title={now === null ? undefined : formatExact(now)}>
        {text}
      </div>
      <Text c="dimmed" size="sm" className="figures number-change">
        {comparison(before, change)}
      </Text>
    </div>
  );
}
