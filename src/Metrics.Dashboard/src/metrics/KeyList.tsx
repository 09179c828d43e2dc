import { Button, Card, Group, SegmentedControl, Stack, Text, TextInput, Title } from "@mantine/core";
import { useMemo, useState } from "react";
import { useKeys } from "../api/data";
import type { Metric } from "../api/metrics";
import { Failure } from "../app/Failure";
import { Icon } from "../app/Icon";
import { KeyRows } from "../app/KeyRows";
import { formatExact, formatShort } from "../format/number";

const refresh = 30_000;

export interface KeyListProps {
  readonly metric: Metric;
  readonly selected: readonly string[];
  readonly onSelect: (keys: string[]) => void;
}

/** The keys of a metric with the value of their latest bucket. Those that are chosen are in the chart. */
export function KeyList({ metric, selected, onSelect }: KeyListProps) {
  const [search, setSearch] = useState("");
  const [order, setOrder] = useState<"name" | "value">("value");
  const keys = useKeys(metric.id, order, refresh);
  const found = useMemo(() => (keys.data ?? []).filter((key) => key.name.toLowerCase().includes(search.trim().toLowerCase())), [keys.data, search]);
  const names = useMemo(() => found.map((key) => key.name), [found]);
  const chosen = useMemo(() => new Set(selected), [selected]);
  const toggle = (name: string) => onSelect(chosen.has(name) ? selected.filter((other) => other !== name) : [...selected, name]);

  return (
    <Card withBorder component="section" aria-label="Keys">
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={2} size="h5">
            Keys {keys.data !== undefined && <Text span c="dimmed" inherit fw={400}>{found.length === keys.data.length ? keys.data.length.toLocaleString("en") : `${found.length} of ${keys.data.length}`}</Text>}
          </Title>
          <SegmentedControl size="xs" aria-label="Order of keys" data={[{ value: "value", label: "By value" }, { value: "name", label: "By name" }]} value={order} onChange={(value) => setOrder(value as "name" | "value")} />
        </Group>
        <TextInput type="search" aria-label="Search keys" placeholder="Search keys" leftSection={<Icon name="search" size={16} />} value={search} onChange={(event) => setSearch(event.currentTarget.value)} />
        <Failure of={keys.error} />
        <KeyRows label="Keys and their values" names={names} chosen={chosen} onToggle={toggle} end={(index) => <Value value={found[index]!.value} />} />
        <Group justify="space-between" mih={30}>
          <Text size="sm" c="dimmed">
            {selected.length === 0 ? "Choose keys to see them in the chart." : `${selected.length} in the chart`}
          </Text>
          {selected.length > 0 && (
            <Button size="compact-sm" variant="default" onClick={() => onSelect([])}>
              Choose none
            </Button>
          )}
        </Group>
      </Stack>
    </Card>
  );
}

function Value({ value }: { value: string | undefined }) {
  return (
    <span className="figures" title={value === undefined ? undefined : formatExact(value)}>
      {value === undefined ? "–" : formatShort(value)}
    </span>
  );
}
