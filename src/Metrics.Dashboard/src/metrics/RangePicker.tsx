import { Group, SegmentedControl, Select, TextInput } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useState } from "react";
import { isDay, presets, type Preset, type Range } from "../format/range";

const custom = "custom";
const choices = [...presets.map(({ value, label }) => ({ value: value as string, label: label as string })), { value: custom, label: "Custom" }];

/** Chooses a range. `today` is the day it is in the organization, from which a custom range starts out. */
export function RangePicker({ range, today, onChange }: { range: Range; today: string; onChange: (range: Range) => void }) {
  const isNarrow = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  const choose = (value: string | null) => onChange(value === custom || value === null ? { from: today, to: today } : { preset: value as Preset });
  const value = "preset" in range ? range.preset : custom;
  return (
    <Group gap="sm" align="flex-end">
      {isNarrow ? (
        <Select aria-label="Range" data={choices} value={value} allowDeselect={false} onChange={choose} size="xs" w={130} />
      ) : (
        <SegmentedControl size="xs" aria-label="Range" data={choices} value={value} onChange={choose} />
      )}
      {"from" in range && <Days key={`${range.from} ${range.to}`} range={range} onChange={onChange} />}
    </Group>
  );
}

function Days({ range, onChange }: { range: { from: string; to: string }; onChange: (range: Range) => void }) {
  const [from, setFrom] = useState(range.from);
  const [to, setTo] = useState(range.to);
  const isRange = isDay(from) && isDay(to) && from <= to;
  const take = () => {
    if (isRange && (from !== range.from || to !== range.to)) onChange({ from, to });
  };
  const days = { type: "date", onBlur: take, onKeyDown: (event: React.KeyboardEvent) => event.key === "Enter" && take(), size: "xs", w: 132 } as const;
  return (
    <Group gap="xs" wrap="nowrap">
      <TextInput {...days} aria-label="From" value={from} onChange={(event) => setFrom(event.currentTarget.value)} />
      <TextInput {...days} aria-label="To" value={to} onChange={(event) => setTo(event.currentTarget.value)} error={isDay(from) && isDay(to) && from > to ? "Before the start" : null} />
    </Group>
  );
}
