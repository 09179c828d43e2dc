import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useLayoutEffect, useRef, useState } from "react";
import type { Metric } from "../api/metrics";
import { useIsNarrow } from "../app/useIsNarrow";
import { MetricRow } from "./MetricRow";

/** The heights that the style sheet gives to rows, in pixels. */
const rowHeight = { wide: 68, narrow: 108 };

/** The metrics under each other. Only the rows in view exist, so only they ask for values, however many metrics there are. */
export function MetricList({ metrics }: { metrics: readonly Metric[] }) {
  const isNarrow = useIsNarrow();
  const list = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => setTop(list.current?.offsetTop ?? 0), []);
  const height = isNarrow ? rowHeight.narrow : rowHeight.wide;
  const rows = useWindowVirtualizer({ count: metrics.length, estimateSize: () => height, scrollMargin: top, overscan: 4, getItemKey: (index) => metrics[index]!.id });
  useLayoutEffect(() => rows.measure(), [rows, height]);

  return (
    <div ref={list} className="metric-list" role="list" style={{ height: rows.getTotalSize() + 2 }}>
      {rows.getVirtualItems().map((row) => (
        <div key={row.key} className="metric-list-item" role="listitem" aria-setsize={metrics.length} aria-posinset={row.index + 1} style={{ transform: `translateY(${row.start - top}px)` }}>
          <MetricRow metric={metrics[row.index]!} />
        </div>
      ))}
    </div>
  );
}
