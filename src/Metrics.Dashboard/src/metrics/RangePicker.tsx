import { Group, SegmentedControl, Select } from "@mantine/core";
import { Days } from "../app/Days";
import { useIsNarrow } from "../app/useIsNarrow";
import { daysOf, presets, type Preset, type Range } from "../format/range";

const custom = "custom";
const choices = [...presets.map(({ value, label }) => ({ value: value as string, label: label as string })), { value: custom, label: "Custom" }];

/** Chooses a range. `today` is the day it is in the organization, with which a custom range starts out: it is what is shown. */
export function RangePicker({ range, today, onChange }: { range: Range; today: string; onChange: (range: Range) => void }) {
  const isNarrow = useIsNarrow();
  const choose = (value: string | null) => onChange(value === custom || value === null ? daysOf(range, today) : { preset: value as Preset });
  const value = "preset" in range ? range.preset : custom;
  return (
    <Group gap="sm" align="flex-end">
      {isNarrow ? (
        <Select aria-label="Range" data={choices} value={value} allowDeselect={false} onChange={choose} size="xs" w={130} />
      ) : (
        <SegmentedControl size="xs" aria-label="Range" data={choices} value={value} onChange={choose} />
      )}
      {"from" in range && <Days {...range} isCompact onChange={onChange} />}
    </Group>
  );
}
