import { useVirtualizer } from "@tanstack/react-virtual";
import { Table } from "@mantine/core";
import { useRef } from "react";
import type { DataPoint } from "../api/data";
import type { Metric } from "../api/metrics";
import { UserText } from "../app/UserText";
import type { ZoneDates } from "../format/date";
import { formatExact } from "../format/number";

const rowHeight = 37;

/** The data points that a chart shows, the latest first, each with its exact value. Only the rows in view exist. */
export function PointTable({ metric, points, dates }: { metric: Metric; points: readonly DataPoint[]; dates: ZoneDates }) {
  const box = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({ count: points.length, getScrollElement: () => box.current, estimateSize: () => rowHeight, overscan: 12 });
  const shown = rows.getVirtualItems();
  const before = shown[0]?.start ?? 0;
  const after = rows.getTotalSize() - (shown.at(-1)?.end ?? 0);
  const hasNames = points.some((point) => point.name !== undefined);

  return (
    <div ref={box} className="point-table" tabIndex={0} role="region" aria-label="Data points">
      <Table stickyHeader aria-rowcount={points.length + 1} layout="fixed">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{metric.interval === "Hourly" ? "Hour" : "Date"}</Table.Th>
            {hasNames && <Table.Th>Key</Table.Th>}
            <Table.Th ta="end">Value</Table.Th>
            <Table.Th ta="end" w={90}>
              Points
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {before > 0 && <tr style={{ height: before }} />}
          {shown.map((row) => {
            const point = points[points.length - 1 - row.index]!;
            return (
              <Table.Tr key={row.key} h={rowHeight} aria-rowindex={row.index + 2}>
                <Table.Td>{dates.bucket(point.date, metric.interval)}</Table.Td>
                {hasNames && (
                  <Table.Td>
                    <UserText oneLine>{point.name ?? ""}</UserText>
                  </Table.Td>
                )}
                <Table.Td ta="end" className="figures">
                  {point.value === undefined ? "–" : formatExact(point.value)}
                </Table.Td>
                <Table.Td ta="end" className="figures">
                  {point.count.toLocaleString("en")}
                </Table.Td>
              </Table.Tr>
            );
          })}
          {after > 0 && <tr style={{ height: after }} />}
        </Table.Tbody>
      </Table>
    </div>
  );
}
