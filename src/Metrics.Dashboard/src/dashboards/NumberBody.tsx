import { Text } from "@mantine/core";
import { useMemo } from "react";
import type { Card } from "../api/dashboards";
import type { DataPoint } from "../api/data";
import type { Metric } from "../api/metrics";
import type { ZoneDates } from "../format/date";
import { formatExact, formatShort } from "../format/number";
import { splitPeriods } from "./period";
import { changeOf, totalOf } from "./total";

const percent = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1, signDisplay: "exceptZero" });

/** One number for the range of the card, and how it compares with the time before, which is as long. */
export function NumberBody({ card, metric, points, dates }: { card: Card; metric: Metric; points: readonly DataPoint[]; dates: ZoneDates }) {
  const { now, before } = useMemo(() => {
    const periods = splitPeriods(points, card, new Date(), dates);
    return { now: totalOf(periods.current, metric.dataType), before: totalOf(periods.before, metric.dataType) };
  }, [points, card, metric.dataType, dates]);
  const change = changeOf(now, before);

  return (
    <div className="number">
      <div className="number-value figures" title={now === null ? undefined : formatExact(now)}>
        {now === null ? "–" : formatShort(now)}
      </div>
      <Text c="dimmed" size="sm" component="div" className="figures">
        {change === null ? (
          before === null ? "Nothing before to compare with" : `${formatShort(before)} before`
        ) : (
          <>
            <span className="number-change">
              {change > 0 ? "▲" : change < 0 ? "▼" : "="} {percent.format(change)}
            </span>{" "}
            from {formatShort(before!)} before
          </>
        )}
      </Text>
    </div>
  );
}
