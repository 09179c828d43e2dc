import { Group, TextInput } from "@mantine/core";
import { type KeyboardEvent, useState } from "react";
import { isDay } from "../format/range";

export interface DaysProps {
  readonly from: string;
  readonly to: string;
  /** Whether the fields are small and have their names for those alone who do not see them. */
  readonly isCompact?: boolean;
  readonly onChange: (days: { readonly from: string; readonly to: string }) => void;
}

/** The first and the last day, both in the range. What is typed counts when the field is left, or with Enter. */
export function Days({ from: first, to: last, isCompact = false, onChange }: DaysProps) {
  const given = `${first} ${last}`;
  const [typed, setTyped] = useState({ from: first, to: last, given });
  // With a key instead the fields would be new ones, and who goes from one to the other would lose the focus.
  if (typed.given !== given) setTyped({ from: first, to: last, given });
  const { from, to } = typed;
  const isOrdered = from <= to;
  const areDays = isDay(from) && isDay(to);
  const take = () => {
    if (areDays && isOrdered && (from !== first || to !== last)) onChange({ from, to });
  };
  const field = { type: "date", max: "9999-12-31", onBlur: take, onKeyDown: (event: KeyboardEvent) => event.key === "Enter" && take(), ...(isCompact ? { size: "xs", w: 132 } : {}) } as const;
  const named = (name: string) => (isCompact ? { "aria-label": name } : { label: name });
  return (
    <Group gap={isCompact ? "xs" : "sm"} grow={!isCompact} wrap="nowrap" align="flex-start">
      <TextInput {...field} {...named("From")} value={from} onChange={(event) => setTyped({ ...typed, from: event.currentTarget.value })} />
      <TextInput {...field} {...named("To")} value={to} onChange={(event) => setTyped({ ...typed, to: event.currentTarget.value })} error={areDays && !isOrdered ? "Before the start" : null} />
    </Group>
  );
}
