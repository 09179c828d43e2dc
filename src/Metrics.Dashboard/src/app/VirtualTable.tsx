import { Table } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useRef } from "react";

/** With one line of text in it, in pixels. */
const rowHeight = 33;

export interface VirtualTableProps {
  /** What the table holds, for those who do not see it. */
  readonly label: string;
  /** Says how large the table may become, beyond which it scrolls. */
  readonly className: string;
  readonly rowCount: number;
  /** The cells of the head. */
  readonly head: ReactNode;
  /** The cells of a row. */
  readonly row: (index: number) => ReactNode;
}

/** A table of which only the rows in view exist, so that ten thousand scroll as a hundred do. */
export function VirtualTable({ label, className, rowCount, head, row }: VirtualTableProps) {
  const box = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({ count: rowCount, getScrollElement: () => box.current, estimateSize: () => rowHeight, overscan: 8 });
  const shown = rows.getVirtualItems();
  const before = shown[0]?.start ?? 0;
  const after = rows.getTotalSize() - (shown.at(-1)?.end ?? 0);
  return (
    <div ref={box} className={className} tabIndex={0} role="region" aria-label={label}>
      <Table stickyHeader aria-rowcount={rowCount + 1} verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>{head}</Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {before > 0 && <tr style={{ height: before }} />}
          {shown.map(({ key, index }) => (
            <Table.Tr key={key} h={rowHeight} aria-rowindex={index + 2}>
              {row(index)}
            </Table.Tr>
          ))}
          {after > 0 && <tr style={{ height: after }} />}
        </Table.Tbody>
      </Table>
    </div>
  );
}
