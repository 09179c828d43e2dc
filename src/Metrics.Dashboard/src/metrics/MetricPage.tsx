import { Alert, Card, Group, SegmentedControl, Skeleton, Stack, Switch, Text, Title } from "@mantine/core";
import { useMemo, useState } from "react";
import { serverUrl } from "../api/connection";
import { useData, useKeys } from "../api/data";
import { type Metric, useMetrics } from "../api/metrics";
import { useRights } from "../api/roles";
import { BackLink } from "../app/BackLink";
import { Failure } from "../app/Failure";
import { changeQuery, go, href, isAt, usePlace } from "../app/location";
import { useDates } from "../app/useDates";
import { usePageTitle } from "../app/usePageTitle";
import { UserText } from "../app/UserText";
import { Chart } from "../charts/Chart";
import { others, seriesOf } from "../charts/series";
import { datesOf, queryOf, rangeOf, usualRange } from "../format/range";
import { Badges } from "./Badges";
import { CommandBox } from "./CommandBox";
import { CurrentValue } from "./CurrentValue";
import { addPointCommand } from "./curl";
import { isEmpty } from "./current";
import { KeyList } from "./KeyList";
import { MetricActions } from "./MetricActions";
import { NoData } from "./NoData";
import { PointTable } from "./PointTable";
import { RangePicker } from "./RangePicker";
import { refresh, refreshOf } from "./refresh";
import { useCurrent } from "./useCurrent";
import { useNamesake } from "./useNamesake";
import { isAddedUp } from "./words";
import "./metrics.css";

/** One metric: the page of `#/metric/{id}`. */
export function MetricPage({ id }: { id: number }) {
  const metrics = useMetrics();
  const metric = metrics.data?.find((known) => known.id === id);
  usePageTitle(metric?.name);
  // A list of before somebody named it says nothing of a metric that is new.
  const [since] = useState(() => Date.now());
  const isGone = metric === undefined && metrics.readAt >= since;
  return (
    <Stack>
      <BackLink path={[]}>All metrics</BackLink>
      <Failure of={metrics.failure} />
      {metric === undefined && !isGone && metrics.failure === null && <Skeleton h={420} />}
      {isGone && <Alert color="gray">There is no such metric. It may have been deleted.</Alert>}
      {metric !== undefined && <Details metric={metric} />}
    </Stack>
  );
}

function Details({ metric }: { metric: Metric }) {
  const { mayAdd } = useRights();
  const { current, failure } = useCurrent(metric, refresh);
  const { query } = usePlace();
  const selected = useMemo(() => query.getAll("key"), [query]);
  return (
    <>
      <div className="metric-head">
        <Title order={1} size="h2" className="metric-head-name">
          <UserText>{metric.name}</UserText>
        </Title>
        <div className="metric-head-badges">
          <Badges metric={metric} />
        </div>
        {metric.description != null && (
          <Text component="div" maw={720} className="metric-head-description">
            <UserText>{metric.description}</UserText>
          </Text>
        )}
        <div className="metric-head-value" data-testid="current">
          <CurrentValue metric={metric} current={current} failure={failure} large />
        </div>
        <div className="metric-head-actions">
          <MetricActions metric={metric} onDeleted={() => leave(metric.id)} />
        </div>
      </div>
      <div className="metric-parts" data-keyed={metric.keyedValues || undefined}>
        <DataCard metric={metric} selected={selected} />
        {metric.keyedValues && <KeyList metric={metric} selected={selected} onSelect={(key) => changeQuery({ key })} />}
      </div>
      {mayAdd && <AddPoint metric={metric} />}
    </>
  );
}

/** Leaves the page of a metric that is gone. To delete it may have taken minutes, and who is elsewhere by then stays there. */
function leave(id: number): void {
  if (isAt(["metric", id])) go(href([]));
}

/** How many keys the chart shows while none is chosen. */
const topKeys = 10;

function DataCard({ metric, selected }: { metric: Metric; selected: readonly string[] }) {
  const dates = useDates();
  const { query } = usePlace();
  const today = dates.day(new Date());
  const range = rangeOf(query) ?? usualRange(metric.interval, today);
  const summed = metric.keyedValues && query.get("sum") === "true";
  const view = query.get("view") === "table" ? "table" : "chart";
  const isTop = metric.keyedValues && !summed && selected.length === 0;
  const data = useData(
    {
      metric: metric.id,
      ...datesOf(range),
      fill: true,
      ...(selected.length > 0 ? { keys: selected } : {}),
      ...(summed ? { sumKeys: true } : isTop ? { topKeys } : {}),
    },
    refreshOf,
  );
  const namesake = useNamesake(metric, "value");
  const hasMore = isTop && new Set(data.data?.map((point) => point.name)).size > topKeys;
  const points = useMemo(() => (hasMore && !isAddedUp(metric) ? data.data?.filter((point) => point.name !== others) : data.data), [data.data, hasMore, metric]);
  const set = useMemo(() => seriesOf(points ?? [], metric.name), [points, metric.name]);

  return (
    <Card withBorder component="section" aria-label="Values">
      <Stack gap="sm">
        <Group justify="space-between">
          <RangePicker range={range} today={today} onChange={(chosen) => changeQuery(queryOf(chosen))} />
          <Group gap="md">
            {metric.keyedValues && <Switch size="xs" label="Sum of keys" checked={summed} onChange={(event) => changeQuery({ sum: event.currentTarget.checked ? "true" : undefined })} />}
            <SegmentedControl size="xs" aria-label="Show as" data={[{ value: "chart", label: "Chart" }, { value: "table", label: "Table" }]} value={view} onChange={(value) => changeQuery({ view: value === "chart" ? undefined : value })} />
          </Group>
        </Group>
        <Failure of={data.failure} />
        <div className="chart-place" data-chart={view === "chart" || undefined} aria-busy={data.isOld || undefined}>
          {points === undefined ? data.failure === null && <Skeleton h="100%" /> : view === "table" && points.length > 0 ? (
            <PointTable metric={metric} points={points} dates={dates} />
          ) : isEmpty(points) ? (
            <NoData metric={metric} selected={selected} dates={dates} />
          ) : (
            <Chart set={set} kind="line" interval={metric.interval} dates={dates} shortDates={dates.areOfOneYear(set.starts)} label={`Chart of ${metric.name}`} />
          )}
        </div>
        <Text size="xs" c="dimmed">
          Times are those of {dates.zone}.{hasMore && ` The ${topKeys} largest keys${isAddedUp(metric) ? ", and all others added up" : ""}${namesake}.`}
        </Text>
      </Stack>
    </Card>
  );
}

/** The command that adds a point, filled in with a key that exists where keys are needed. */
function AddPoint({ metric }: { metric: Metric }) {
  const keys = useKeys(metric.id, "value", false, { enabled: metric.keyedValues });
  const key = keys.data?.keys[0]?.name ?? "example";
  // Who copied the command before the keys are there would make a key that is none of them.
  const isKeyAwaited = metric.keyedValues && keys.data === undefined && keys.failure === null;
  return (
    <Card withBorder component="section" aria-label="Add a point">
      <Stack gap="sm">
        <Title order={2} size="h5">
          Add a point
        </Title>
        {isKeyAwaited ? <Skeleton h={120} /> : <CommandBox label="Command that adds a point" command={(token) => addPointCommand(serverUrl, token, metric, key)} />}
      </Stack>
    </Card>
  );
}
