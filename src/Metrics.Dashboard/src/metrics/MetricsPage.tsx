import { Button, Group, Skeleton, Stack, Text, TextInput, Title } from "@mantine/core";
import { useMemo, useState } from "react";
import { useMetrics } from "../api/metrics";
import { useRights } from "../api/roles";
import { Failure } from "../app/Failure";
import { Icon } from "../app/Icon";
import { changeQuery, usePlace } from "../app/location";
import { usePageTitle } from "../app/usePageTitle";
import { CreateMetric } from "./CreateMetric";
import { EmptyOrganization } from "./EmptyOrganization";
import { MetricList } from "./MetricList";
import "./metrics.css";

/** How often to ask for definitions, in milliseconds: more often while there are none and one is awaited. */
const refresh = { some: 15_000, none: 2_000 };

/** All metrics of the organization, with search. What is searched for is in the address. */
export function MetricsPage() {
  usePageTitle();
  const metrics = useMetrics((data) => (data?.length === 0 ? refresh.none : refresh.some));
  const { mayAdd } = useRights();
  const [isCreating, setIsCreating] = useState(false);
  const search = usePlace().query.get("search") ?? "";
  const found = useMemo(() => {
    const wanted = search.trim().toLowerCase();
    const all = metrics.data ?? [];
    return all
      .filter((metric) => metric.name.toLowerCase().includes(wanted) || (metric.description ?? "").toLowerCase().includes(wanted))
      .sort((a, b) => a.name.localeCompare(b.name, "en"));
  }, [metrics.data, search]);

  return (
    <Stack>
      <Group justify="space-between">
        <Title order={1} size="h2">
          Metrics
        </Title>
        <Group gap="sm" wrap="nowrap" className="toolbar">
          {(metrics.data?.length ?? 0) > 0 && (
            <TextInput
              type="search"
              aria-label="Search metrics"
              placeholder="Search"
              leftSection={<Icon name="search" size={16} />}
              value={search}
              onChange={(event) => changeQuery({ search: event.currentTarget.value || undefined })}
            />
          )}
          {mayAdd && (
            <Button leftSection={<Icon name="plus" size={16} />} onClick={() => setIsCreating(true)}>
              New metric
            </Button>
          )}
        </Group>
      </Group>
      <Failure of={metrics.failure} />
      {metrics.data === undefined && metrics.failure === null && <Skeleton h={320} />}
      {metrics.data?.length === 0 && <EmptyOrganization />}
      {found.length > 0 && <MetricList metrics={found} />}
      {found.length === 0 && (metrics.data?.length ?? 0) > 0 && <Text c="dimmed">No metric has this in its name or description.</Text>}
      {isCreating && <CreateMetric onClose={() => setIsCreating(false)} />}
    </Stack>
  );
}
