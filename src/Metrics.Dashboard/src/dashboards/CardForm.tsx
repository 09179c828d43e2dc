import { NumberInput, Group, SegmentedControl, Select, Stack, Switch, Text, TextInput } from "@mantine/core";
import type { Card } from "../api/dashboards";
import { type Metric, useMetrics } from "../api/metrics";
import { UserText } from "../app/UserText";
import { useDates } from "../app/useDates";
import { formatCount } from "../format/number";
import { useNamesake } from "../metrics/useNamesake";
import { isAddedUp } from "../metrics/words";
import { mayChooseSum } from "./cardData";
import { ChartPicker } from "./chartTypes";
import { KeyPicker } from "./KeyPicker";
import { columns, longestTitle, tallestCard, mostTopKeys } from "./limits";
import { RangeFields } from "./RangeFields";

export interface CardFormProps {
  readonly card: Card;
  readonly metric: Metric | undefined;
  readonly onChange: (card: Card) => void;
}

/** A card's settings. Each change counts at once. */
export function CardForm({ card, metric, onChange }: CardFormProps) {
  const dates = useDates();
  const change = (changes: Partial<Card>) => onChange({ ...card, ...changes });
  const changeDates = ({ startDate, endDate }: { startDate: string; endDate?: string }) => {
    const { endDate: _, ...rest } = card;
    onChange({ ...rest, startDate, ...(endDate === undefined ? {} : { endDate }) });
  };
  return (
    <Stack gap="md">
      <TextInput
        label="Title"
        dir="auto"
        placeholder={metric?.name ?? ""}
        value={card.title}
        error={[...card.title].length > longestTitle ? `At most ${longestTitle} characters.` : null}
        onChange={(event) => change({ title: event.currentTarget.value })}
      />
      <MetricField metric={metric} onChange={(chosen) => onChange(forMetric(card, chosen))} />
      <ChartPicker value={card.chart ?? "Line"} onChange={(chart) => change({ chart })} />
      <RangeFields startDate={card.startDate} {...(card.endDate == null ? {} : { endDate: card.endDate })} today={dates.day(new Date())} onChange={changeDates} />
      {metric?.keyedValues === true && <KeyFields card={card} metric={metric} onChange={onChange} />}
      {metric?.dataType === "Average" && card.chart === "Number" && (
        <Text size="xs" c="dimmed">
          The average of all points in the range. Their weights are not known here: each counts once.
        </Text>
      )}
      <Group justify="space-between">
        <SegmentedControl size="xs" aria-label="Date order" data={[{ value: "asc", label: "Oldest first" }, { value: "desc", label: "Newest first" }]} value={card.newestFirst ? "desc" : "asc"} onChange={(value) => change({ newestFirst: value === "desc" })} />
        <Switch label="Short dates" checked={card.shortDates} onChange={(event) => change({ shortDates: event.currentTarget.checked })} />
      </Group>
      <Group grow gap="sm">
        <SizeField label="Width" unit={`of ${columns} columns`} max={columns} value={card.layout.w} onChange={(w) => change({ layout: { ...card.layout, x: Math.min(card.layout.x, columns - w), w } })} />
        <SizeField label="Height" unit="rows" max={tallestCard} value={card.layout.h} onChange={(h) => change({ layout: { ...card.layout, h } })} />
      </Group>
    </Stack>
  );
}

/** A card on another metric: it keeps what has nothing to do with keys. */
function forMetric({ keys: _, topKeys: __, ...card }: Card, metric: Metric): Card {
  return { ...card, metric: metric.id, sumKeys: false };
}

/** How many metrics are in the list at a time. */
const mostOptions = 200;

function MetricField({ metric, onChange }: { metric: Metric | undefined; onChange: (metric: Metric) => void }) {
  const metrics = useMetrics().data ?? [];
  const data = metrics.map(({ id, name }) => ({ value: String(id), label: name })).sort((a, b) => a.label.localeCompare(b.label, "en"));
  return (
    <Select
      label="Metric"
      placeholder="Choose a metric"
      searchable
      {...(data.length > mostOptions ? { description: `The list has the first ${mostOptions} of ${formatCount(data.length)}. Type to find others.` } : {})}
      limit={mostOptions}
      maxDropdownHeight={280}
      nothingFoundMessage="No metric is called like this."
      data={data}
      value={metric === undefined ? null : String(metric.id)}
      allowDeselect={false}
      onChange={(id) => {
        const chosen = metrics.find((known) => String(known.id) === id);
        if (chosen !== undefined) onChange(chosen);
      }}
      renderOption={({ option }) => <UserText oneLine>{option.label}</UserText>}
    />
  );
}

function KeyFields({ card, metric, onChange }: { card: Card; metric: Metric; onChange: (card: Card) => void }) {
  const { keys: _, ...withoutKeys } = card;
  const { topKeys: __, ...withoutTop } = card;
  const isNumber = card.chart === "Number";
  const namesake = useNamesake(metric, "name");
  // A sum is one already, and an average is none, so there is nothing to choose.
  const isSum = isNumber && isAddedUp(metric);
  const mayChoose = !isNumber || mayChooseSum(metric);
  return (
    <>
      <KeyPicker key={metric.id} metric={metric} keys={card.keys ?? undefined} onChange={(keys) => onChange(keys === undefined ? withoutKeys : { ...card, keys: [...keys] })} />
      <Group justify="space-between" align="flex-end" wrap="nowrap">
        <Switch label="Sum across keys" checked={isSum || (card.sumKeys && mayChoose)} disabled={!mayChoose} onChange={(event) => onChange({ ...card, sumKeys: event.currentTarget.checked })} />
        {!isNumber && (
          <NumberInput
            label="Top keys"
            placeholder="all"
            w={96}
            min={1}
            max={mostTopKeys}
            allowDecimal={false}
            allowNegative={false}
            clampBehavior="strict"
            value={card.topKeys ?? ""}
            onChange={(value) => onChange(typeof value === "number" && value >= 1 ? { ...card, topKeys: value } : withoutTop)}
          />
        )}
      </Group>
      {card.topKeys != null && !isNumber && (
        <Text size="xs" c="dimmed">
          {card.sumKeys ? `The sum of the ${card.topKeys} largest keys.` : `The ${card.topKeys} largest keys${isAddedUp(metric) ? ", and all others added up as “other”" : ""}${namesake}.`}
        </Text>
      )}
    </>
  );
}

function SizeField({ label, unit, max, value, onChange }: { label: string; unit: string; max: number; value: number; onChange: (value: number) => void }) {
  return (
    <NumberInput
      label={
        <>
          {label}{" "}
          <Text span c="dimmed" inherit fw={400}>
            {unit}
          </Text>
        </>
      }
      min={1}
      max={max}
      allowDecimal={false}
      allowNegative={false}
      clampBehavior="strict"
      value={value}
      onChange={(next) => typeof next === "number" && next >= 1 && onChange(next)}
    />
  );
}
