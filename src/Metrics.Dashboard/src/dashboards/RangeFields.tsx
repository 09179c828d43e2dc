import { Select } from "@mantine/core";
import type { Card } from "../api/dashboards";
import { Days } from "../app/Days";
import { datesOf, daysOf, presets, type Preset, rangeOfDates } from "../format/range";
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
    if (value === custom) onChange(datesOf(daysOf(range ?? { preset: "30d" }, today)));
    else if (value !== null && value !== saved) onChange(datesOf({ preset: value as Preset }));
  };
  return (
    <>
      <Select label="Date range" data={data} value={range === null ? saved : "preset" in range ? range.preset : custom} allowDeselect={false} onChange={choose} />
      {range !== null && "from" in range && <Days {...range} onChange={(days) => onChange(datesOf(days))} />}
    </>
  );
}
