import { Button, Stack, Text } from "@mantine/core";
import { useLatest } from "../api/data";
import type { Metric } from "../api/metrics";
import { changeQuery } from "../app/location";
import type { ZoneDates } from "../format/date";
import { daysUntil, queryOf } from "../format/range";
import { recentDays } from "./words";

/** In place of a chart of nothing: where the latest values are, and the way there. */
export function NoData({ metric, dates }: { metric: Metric; dates: ZoneDates }) {
  const latest = useLatest(metric.id).data;
  return (
    <Stack className="chart-empty" gap="sm">
      <Text c="dimmed">{latest === null ? "No point has come yet." : "No data in this range."}</Text>
      {latest != null && (
        <>
          <Text c="dimmed">The latest is of {dates.bucket(latest, metric.interval)}.</Text>
          <Button variant="default" size="compact-md" onClick={() => changeQuery(queryOf(daysUntil(dates.day(new Date(latest)), recentDays[metric.interval])))}>
            Show the latest data
          </Button>
        </>
      )}
    </Stack>
  );
}
