import { Button, Group, Text, TextInput } from "@mantine/core";
import { useMemo, useState } from "react";
import type { Metric } from "../api/metrics";
import { Failure } from "../app/Failure";
import { Icon } from "../app/Icon";
import { FirstKeys, KeyRows } from "../app/KeyRows";
import { useFoundKeys } from "../app/useFoundKeys";
import { formatCount } from "../format/number";
import { mostKeys } from "./limits";

export interface KeyPickerProps {
  readonly metric: Metric;
  /** Undefined for all keys, also those that come later. */
  readonly keys: readonly string[] | undefined;
  readonly onChange: (keys: readonly string[] | undefined) => void;
}

/** Chooses keys of a metric. While one searches, All and None are about what is found, so they wait until that is known. */
export function KeyPicker({ metric, keys, onChange }: KeyPickerProps) {
  const [search, setSearch] = useState("");
  const [isTooMany, setIsTooMany] = useState(false);
  const wanted = search.trim().toLowerCase();
  const known = useFoundKeys(metric.id, "name", search, false);
  // Those that were chosen when one began stand first, and stay where they are while one chooses.
  const [first] = useState(keys ?? []);
  const names = useMemo(() => [...new Set([...first, ...(known.all ?? []).map((key) => key.name), ...(keys ?? [])])], [first, known.all, keys]);
  const found = useMemo(() => {
    const has = (name: string) => name.toLowerCase().includes(wanted);
    return [...new Set([...first.filter(has), ...known.found.map((key) => key.name), ...(keys ?? []).filter(has)])];
  }, [first, known.found, keys, wanted]);
  const chosen = useMemo(() => new Set(keys ?? [...names, ...found]), [keys, names, found]);
  const total = known.all === undefined ? undefined : formatCount(Math.max(known.total, names.length));

  const take = (next: readonly string[] | undefined) => {
    setIsTooMany(false);
    onChange(next);
  };
  const choose = (changed: readonly string[], isChosen: boolean) => {
    // Those that come later are chosen too, and a list of all that are there now would leave them out.
    if (keys === undefined && isChosen) return take(undefined);
    const next = new Set(chosen);
    for (const name of changed) if (isChosen) next.add(name); else next.delete(name);
    if (next.size > mostKeys && (isChosen || keys === undefined)) setIsTooMany(true);
    else take([...next]);
  };
  const isKnown = wanted === "" || known.foundTotal !== undefined;
  const all = () => (wanted === "" ? take(undefined) : choose(found, true));
  const none = () => (wanted === "" ? take([]) : choose(found, false));

  return (
    <div role="group" aria-label="Keys">
      <Group justify="space-between" mb={4}>
        <Text size="sm" fw={600}>
          Keys{" "}
          <Text span c="dimmed" inherit fw={400} role="status">
            {keys === undefined ? "all" : formatCount(keys.length)}
            {total !== undefined && (keys === undefined ? ` ${total}` : ` of ${total}`)}
          </Text>
        </Text>
        <Group gap={6}>
          <Button size="compact-xs" variant="default" onClick={all} disabled={!isKnown}>
            All
          </Button>
          <Button size="compact-xs" variant="default" onClick={none} disabled={!isKnown}>
            None
          </Button>
        </Group>
      </Group>
      <TextInput type="search" size="sm" aria-label="Search keys" placeholder="Search keys" leftSection={<Icon name="search" size={16} />} value={search} onChange={(event) => setSearch(event.currentTarget.value)} mb={6} />
      <Failure of={known.failure} />
      <KeyRows label="Keys to choose from" names={found} chosen={chosen} onToggle={(name) => choose([name], !chosen.has(name))} empty={known.empty} />
      {known.foundTotal !== undefined && known.found.length < known.foundTotal && <FirstKeys count={known.found.length} />}
      {(isTooMany || (keys?.length ?? 0) > mostKeys) && (
        <Text size="xs" c="red" mt={4} role="alert">
          A card names at most {formatCount(mostKeys)} keys, or is of all. Choose None first, and then those that you want.
        </Text>
      )}
    </div>
  );
}
