import { Checkbox, Text } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useRef } from "react";
import { formatCount } from "../format/number";
import { UserText } from "./UserText";
import "./KeyRows.css";

/** The height that the style sheet gives to rows, in pixels. */
const rowHeight = 36;

export interface KeyRowsProps {
  /** What the list holds, for those who do not see it. */
  readonly label: string;
  readonly names: readonly string[];
  readonly chosen: ReadonlySet<string>;
  readonly onToggle: (name: string) => void;
  /** What to say where there are no rows. */
  readonly empty: string;
  /** What stands at the end of a row. Default: nothing. */
  readonly end?: (index: number) => ReactNode;
}

/** Keys to choose from. Only the rows in view exist, so that ten thousand keys scroll as a hundred do. */
export function KeyRows({ label, names, chosen, onToggle, empty, end }: KeyRowsProps) {
  const box = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({ count: names.length, getScrollElement: () => box.current, estimateSize: () => rowHeight, overscan: 8 });
  return (
    <div ref={box} className="key-rows" tabIndex={0} role="group" aria-label={label}>
      <div className="key-rows-all" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start }) => {
          const name = names[index]!;
          return (
            <label key={name} className="key-row" style={{ transform: `translateY(${start}px)` }}>
              <Checkbox size="xs" checked={chosen.has(name)} onChange={() => onToggle(name)} aria-label={name} />
              <span className="key-row-name">
                <UserText oneLine>{name}</UserText>
              </span>
              {end?.(index)}
            </label>
          );
        })}
      </div>
      {names.length === 0 && (
        <Text size="sm" c="dimmed" p="xs">
          {empty}
        </Text>
      )}
    </div>
  );
}

/** Says that a list of keys goes on where it ends. */
export function FirstKeys({ count }: { count: number }) {
  return (
    <Text size="xs" c="dimmed" mt={4}>
      These are the first {formatCount(count)}. Search to find others.
    </Text>
  );
}
