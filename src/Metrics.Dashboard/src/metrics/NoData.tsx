import { Button, Stack, Text } from "@mantine/core";
import { useLatest } from "../api/data";
import type { Metric } from "../api/metrics";
import { changeQuery } from "../app/location";
import type { ZoneDates } from "../format/date";
import { daysUntil, queryOf } from "../format/range";
import { recentDays } from "./words";

/** In place of a chart of nothing: where the latest values are, of the keys that are chosen if any are, and the way there. */
export function NoData({ metric, selected, dates }: { metric: Metric; selected: readonly string[]; dates: ZoneDates }) {
  const hasChosen = selected.length > 0;
  const latest = useLatest(metric.id, { keys: hasChosen ? selected : undefined }).data;
  return (
    <Stack className="chart-empty" gap="sm">
      <Text c="dimmed">{latest !== null ? "No data in this range." : hasChosen ? "No point of the chosen keys has come yet." : "No point has come yet."}</Text>
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
