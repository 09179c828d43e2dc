import { Button, Card, Checkbox, Group, SegmentedControl, Stack, Text, TextInput, Title } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef, useState } from "react";
import { type KeyValue, useKeys } from "../api/data";
import type { Metric } from "../api/metrics";
import { Failure } from "../app/Failure";
import { Icon } from "../app/Icon";
import { UserText } from "../app/UserText";
import { formatExact, formatShort } from "../format/number";

const rowHeight = 36;
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
  const toggle = (name: string) => onSelect(selected.includes(name) ? selected.filter((other) => other !== name) : [...selected, name]);

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
        <KeyRows keys={found} selected={selected} onToggle={toggle} />
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

/** Only the rows in view exist, so that ten thousand keys scroll as a hundred do. */
function KeyRows({ keys, selected, onToggle }: { keys: readonly KeyValue[]; selected: readonly string[]; onToggle: (name: string) => void }) {
  const box = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({ count: keys.length, getScrollElement: () => box.current, estimateSize: () => rowHeight, overscan: 8 });
  return (
    <div ref={box} className="key-list" tabIndex={0} role="group" aria-label="Keys and their values">
      <div style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map((row) => {
          const key = keys[row.index]!;
          return (
            <label key={key.name} className="key-row" style={{ transform: `translateY(${row.start}px)` }}>
              <Checkbox size="xs" checked={selected.includes(key.name)} onChange={() => onToggle(key.name)} aria-label={key.name} />
              <span className="key-row-name">
                <UserText oneLine>{key.name}</UserText>
              </span>
              <span className="figures" title={key.value === undefined ? undefined : formatExact(key.value)}>
                {key.value === undefined ? "–" : formatShort(key.value)}
              </span>
            </label>
          );
        })}
      </div>
    </div>
  );
}
