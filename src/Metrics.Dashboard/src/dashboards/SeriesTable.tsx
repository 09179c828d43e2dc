import { Table } from "@mantine/core";
import { useMemo } from "react";
import type { Interval } from "../api/metrics";
import { UserText } from "../app/UserText";
import { VirtualTable } from "../app/VirtualTable";
import { longestOf, widthFor } from "../app/widthFor";
import type { SeriesSet } from "../charts/series";
import type { ZoneDates } from "../format/date";
import { formatExact } from "../format/number";

export interface SeriesTableProps {
  readonly set: SeriesSet;
  readonly interval: Interval;
  readonly dates: ZoneDates;
  readonly shortDates: boolean;
  readonly title: string;
}

/** A row for each time bucket, a column for each series, exact values. */
export function SeriesTable({ set, interval, dates, shortDates, title }: SeriesTableProps) {
  const dateOf = (start: string) => (shortDates ? dates.tick(start, interval).replace("\n", " ") : dates.bucket(start, interval));
  const widths = useMemo(() => set.series.map((series) => widthFor(formatExact(longestOf(series.values.map((value) => value ?? ""))))), [set]);
  const head = (
    <>
      <Table.Th style={set.starts[0] === undefined ? undefined : widthFor(dateOf(set.starts[0]))}>{interval === "Hourly" ? "Hour" : "Date"}</Table.Th>
      {set.series.map((series, place) => (
        <Table.Th key={series.name} ta="end" style={widths[place]}>
          <UserText oneLine>{series.name}</UserText>
        </Table.Th>
      ))}
    </>
  );
  const row = (index: number) => (
    <>
      <Table.Td className="series-table-date">{dateOf(set.starts[index]!)}</Table.Td>
      {set.series.map((series) => {
        const value = series.values[index] ?? null;
        return (
          <Table.Td key={series.name} ta="end" className="figures">
            {value === null ? "–" : formatExact(value)}
          </Table.Td>
        );
      })}
    </>
  );
  return <VirtualTable label={`Table of ${title}`} className="series-table" rowCount={set.starts.length} head={head} row={row} />;
}
