import { Button, Card, Group, SegmentedControl, Stack, Text, TextInput, Title } from "@mantine/core";
import { useMemo, useState } from "react";
import type { KeyOrder } from "../api/data";
import type { Metric } from "../api/metrics";
import { Failure } from "../app/Failure";
import { Icon } from "../app/Icon";
import { FirstKeys, KeyRows } from "../app/KeyRows";
import { useFoundKeys } from "../app/useFoundKeys";
import { formatCount, formatExact, formatShort } from "../format/number";

const refresh = 30_000;

export interface KeyListProps {
  readonly metric: Metric;
  readonly selected: readonly string[];
  readonly onSelect: (keys: string[]) => void;
}

/** The keys of a metric with the value of their latest bucket. Those that are chosen are in the chart. */
export function KeyList({ metric, selected, onSelect }: KeyListProps) {
  const [search, setSearch] = useState("");
  const [order, setOrder] = useState<KeyOrder>("value");
  const { all, total, found, foundTotal, empty, failure } = useFoundKeys(metric.id, order, search, refresh);
  const names = useMemo(() => found.map((key) => key.name), [found]);
  const chosen = useMemo(() => new Set(selected), [selected]);
  const toggle = (name: string) => onSelect(chosen.has(name) ? selected.filter((other) => other !== name) : [...selected, name]);

  return (
    <Card withBorder component="section" aria-label="Keys">
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={2} size="h5">
            Keys {all !== undefined && <Text span c="dimmed" inherit fw={400}>{foundTotal === undefined || foundTotal === total ? formatCount(total) : `${formatCount(foundTotal)} of ${formatCount(total)}`}</Text>}
          </Title>
          <SegmentedControl size="xs" aria-label="Order of keys" data={[{ value: "value", label: "By value" }, { value: "name", label: "By name" }]} value={order} onChange={(value) => setOrder(value as KeyOrder)} />
        </Group>
        <TextInput type="search" aria-label="Search keys" placeholder="Search keys" leftSection={<Icon name="search" size={16} />} value={search} onChange={(event) => setSearch(event.currentTarget.value)} />
        <Failure of={failure} />
        <KeyRows label="Keys and their values" names={names} chosen={chosen} onToggle={toggle} empty={empty} end={(index) => <Value value={found[index]!.value} />} />
        {foundTotal !== undefined && found.length < foundTotal && <FirstKeys count={found.length} />}
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
