import { Button, Group, Text, TextInput } from "@mantine/core";
import { useMemo, useState } from "react";
import { useKeys } from "../api/data";
import type { Metric } from "../api/metrics";
import { Failure } from "../app/Failure";
import { Icon } from "../app/Icon";
import { KeyRows } from "../app/KeyRows";
import { mostKeys } from "./limits";

export interface KeyPickerProps {
  readonly metric: Metric;
  /** Undefined for all keys, also those that come later. */
  readonly keys: readonly string[] | undefined;
  readonly onChange: (keys: readonly string[] | undefined) => void;
}

/** Chooses keys of a metric. While one searches, All and None are about what is found. */
export function KeyPicker({ metric, keys, onChange }: KeyPickerProps) {
  const known = useKeys(metric.id, "name", false);
  const [search, setSearch] = useState("");
  const wanted = search.trim().toLowerCase();
  // Those that were chosen when one began stand first, and stay where they are while one chooses.
  const [first] = useState(keys ?? []);
  const names = useMemo(() => [...new Set([...first, ...(known.data ?? []).map((key) => key.name), ...(keys ?? [])])], [first, known.data, keys]);
  const found = useMemo(() => names.filter((name) => name.toLowerCase().includes(wanted)), [names, wanted]);
  const chosen = useMemo(() => new Set(keys ?? names), [keys, names]);

  const choose = (changed: readonly string[], isChosen: boolean) => {
    const next = new Set(chosen);
    for (const name of changed) if (isChosen) next.add(name); else next.delete(name);
    onChange([...next]);
  };
  const all = () => (wanted === "" ? onChange(undefined) : choose(found, true));
  const none = () => (wanted === "" ? onChange([]) : choose(found, false));

  return (
    <div role="group" aria-label="Keys">
      <Group justify="space-between" mb={4}>
        <Text size="sm" fw={500}>
          Keys{" "}
          <Text span c="dimmed" inherit fw={400} role="status">
            {keys === undefined ? `all ${names.length}` : `${keys.length} of ${names.length}`}
          </Text>
        </Text>
        <Group gap={6}>
          <Button size="compact-xs" variant="default" onClick={all}>
            All
          </Button>
          <Button size="compact-xs" variant="default" onClick={none}>
            None
          </Button>
        </Group>
      </Group>
      <TextInput type="search" size="sm" aria-label="Search keys" placeholder="Search keys" leftSection={<Icon name="search" size={16} />} value={search} onChange={(event) => setSearch(event.currentTarget.value)} mb={6} />
      <Failure of={known.error} />
      <KeyRows label="Keys to choose from" names={found} chosen={chosen} onToggle={(name) => choose([name], !chosen.has(name))} />
      {keys !== undefined && keys.length > mostKeys && (
        <Text size="xs" c="red" mt={4}>
          A card names at most {mostKeys.toLocaleString("en")} keys.
        </Text>
      )}
    </div>
  );
}
