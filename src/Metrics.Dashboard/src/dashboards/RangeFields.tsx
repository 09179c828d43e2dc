import { Group, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Card } from "../api/dashboards";
import { addDays, datesOf, isDay, presets, type Preset, rangeOfDates } from "../format/range";
import { rangeWords } from "./rangeWords";

type Dates = Pick<Card, "startDate"> & { endDate?: string };

const custom = "custom";
const saved = "saved";
const choices = [...presets.map(({ value, label }) => ({ value: value as string, label: `Last ${label}` })), { value: custom, label: "From … to …" }];

/** Chooses the dates of a card. `today` is the day it is in the organization. */
export function RangeFields({ startDate, endDate, today, onChange }: Dates & { today: string; onChange: (dates: Dates) => void }) {
  const range = rangeOfDates(startDate, endDate);
  // What another client has saved may be a range that this form has no words for; it stays until one chooses another.
  const data = range === null ? [...choices, { value: saved, label: rangeWords({ startDate, endDate: endDate ?? null }) }] : choices;
  const choose = (value: string | null) => {
    if (value === custom) onChange(datesOf({ from: addDays(today, -29), to: today }));
    else if (value !== null && value !== saved) onChange(datesOf({ preset: value as Preset }));
  };
  return (
    <>
      <Select label="Date range" data={data} value={range === null ? saved : "preset" in range ? range.preset : custom} allowDeselect={false} onChange={choose} />
      {range !== null && "from" in range && <Days key={`${range.from} ${range.to}`} from={range.from} to={range.to} onChange={onChange} />}
    </>
  );
}

/** The first and the last day, both in the range. What is typed counts when the field is left, or with Enter. */
function Days({ from: first, to: last, onChange }: { from: string; to: string; onChange: (dates: Dates) => void }) {
  const [from, setFrom] = useState(first);
  const [to, setTo] = useState(last);
  const isWrong = isDay(from) && isDay(to) && from > to;
  const take = () => {
    if (isDay(from) && isDay(to) && from <= to && (from !== first || to !== last)) onChange(datesOf({ from, to }));
  };
  const field = { type: "date", max: "9999-12-31", onBlur: take, onKeyDown: (event: React.KeyboardEvent) => event.key === "Enter" && take() } as const;
  return (
    <Group grow gap="sm" align="flex-start">
      <TextInput {...field} label="From" value={from} onChange={(event) => setFrom(event.currentTarget.value)} />
      <TextInput {...field} label="To" value={to} onChange={(event) => setTo(event.currentTarget.value)} error={isWrong ? "Before the start" : null} />
    </Group>
  );
}
