import { Table } from "@mantine/core";
import { useMemo } from "react";
import type { DataPoint } from "../api/data";
import type { Metric } from "../api/metrics";
import { UserText } from "../app/UserText";
import { VirtualTable } from "../app/VirtualTable";
import { longestOf, widthFor } from "../app/widthFor";
import type { ZoneDates } from "../format/date";
import { formatCount, formatExact } from "../format/number";

/** The data points that a chart shows, the latest first, each with its exact value. */
export function PointTable({ metric, points, dates }: { metric: Metric; points: readonly DataPoint[]; dates: ZoneDates }) {
  const hasNames = points.some((point) => point.name !== undefined);
  const value = useMemo(() => longestOf(points.map((point) => point.value ?? "")), [points]);
  const head = (
    <>
      <Table.Th style={points[0] && widthFor(dates.bucket(points[0].date, metric.interval))}>{metric.interval === "Hourly" ? "Hour" : "Date"}</Table.Th>
      {hasNames && <Table.Th miw={220}>Key</Table.Th>}
      <Table.Th ta="end" style={widthFor(formatExact(value))}>
        Value
      </Table.Th>
      <Table.Th ta="end" w={90}>
        Points
      </Table.Th>
    </>
  );
  const row = (index: number) => {
    const point = points[points.length - 1 - index]!;
    return (
      <>
        <Table.Td>{dates.bucket(point.date, metric.interval)}</Table.Td>
        {hasNames && (
          <Table.Td className="point-table-key">
            <UserText oneLine>{point.name ?? ""}</UserText>
          </Table.Td>
        )}
        <Table.Td ta="end" className="figures">
          {point.value === undefined ? "–" : formatExact(point.value)}
        </Table.Td>
        <Table.Td ta="end" className="figures">
          {formatCount(point.count)}
        </Table.Td>
      </>
    );
  };
  return <VirtualTable label="Data points" className="point-table" rowCount={points.length} head={head} row={row} />;
}
