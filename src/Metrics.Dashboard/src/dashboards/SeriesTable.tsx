import { useVirtualizer } from "@tanstack/react-virtual";
import { Table } from "@mantine/core";
import { useRef } from "react";
import type { Interval } from "../api/metrics";
import { UserText } from "../app/UserText";
import type { SeriesSet } from "../charts/series";
import type { ZoneDates } from "../format/date";
import { formatExact } from "../format/number";

const rowHeight = 33;

export interface SeriesTableProps {
  readonly set: SeriesSet;
  readonly interval: Interval;
  readonly dates: ZoneDates;
  readonly shortDates: boolean;
  readonly title: string;
}

/** A row for each time bucket, a column for each series, exact values. Only the rows in view exist. */
export function SeriesTable({ set, interval, dates, shortDates, title }: SeriesTableProps) {
  const box = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({ count: set.starts.length, getScrollElement: () => box.current, estimateSize: () => rowHeight, overscan: 8 });
  const shown = rows.getVirtualItems();
  const before = shown[0]?.start ?? 0;
  const after = rows.getTotalSize() - (shown.at(-1)?.end ?? 0);
  const dateOf = (start: string) => (shortDates ? dates.tick(start, interval).replace("\n", " ") : dates.bucket(start, interval));

  return (
    <div ref={box} className="series-table" tabIndex={0} role="region" aria-label={`Table of ${title}`}>
      <Table stickyHeader aria-rowcount={set.starts.length + 1} verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{interval === "Hourly" ? "Hour" : "Date"}</Table.Th>
            {set.series.map((series) => (
              <Table.Th key={series.name} ta="end">
                <UserText oneLine>{series.name}</UserText>
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {before > 0 && <tr style={{ height: before }} />}
          {shown.map((row) => (
            <Table.Tr key={row.key} h={rowHeight} aria-rowindex={row.index + 2}>
              <Table.Td className="series-table-date">{dateOf(set.starts[row.index]!)}</Table.Td>
              {set.series.map((series) => {
                const value = series.values[row.index] ?? null;
                return (
                  <Table.Td key={series.name} ta="end" className="figures">
                    {value === null ? "–" : formatExact(value)}
                  </Table.Td>
                );
              })}
            </Table.Tr>
          ))}
          {after > 0 && <tr style={{ height: after }} />}
        </Table.Tbody>
      </Table>
    </div>
  );
}
