import { useElementSize, useViewportSize } from "@mantine/hooks";
import { type ReactNode, useMemo } from "react";
import ReactGridLayout, { type Layout } from "react-grid-layout";
import "react-grid-layout/css/styles.css";
import type { Card } from "../api/dashboards";
import { useIsNarrow } from "../app/useIsNarrow";
import { gridOf, placed, rowsOf } from "./layout";
import { columns } from "./limits";

const gap = 16;
const usualRowHeight = 72;

/** On a wall the rows are as high as it takes to fill the screen, but not lower than this. */
const lowestRow = 36;

export interface GridProps {
  readonly cards: readonly Card[];
  readonly isArranging: boolean;
  /** Whether the rows fill the screen. */
  readonly isWall: boolean;
  readonly onArrange: (cards: Card[]) => void;
  readonly children: (card: Card) => ReactNode;
}

/**
 * The cards on their grid; on a phone, under each other. In the page they come in the order in which they stand, which is the one of
 * those who listen to it or use Tab; not while they are arranged, since what is moved in the page loses the focus.
 */
export function Grid({ cards, isArranging, isWall, onArrange, children }: GridProps) {
  const isNarrow = useIsNarrow();
  const { ref, width } = useElementSize();
  const { height } = useScreen();
  const layout = useMemo(() => gridOf(cards), [cards]);
  const rowHeight = isWall ? wallRow(height, rowsOf(cards)) : usualRowHeight;
  const take = (next: Layout) => onArrange(placed(cards, next));
  const inOrder = useMemo(() => [...layout].sort((a, b) => a.y - b.y || a.x - b.x).map(({ i }) => cards.find(({ id }) => id === i)!), [layout, cards]);

  if (isNarrow) {
    return (
      <div className="grid-narrow">
        {inOrder.map((card) => (
          <div key={card.id} className="grid-narrow-item" data-chart={card.chart}>
            {children(card)}
          </div>
        ))}
      </div>
    );
  }

  return (
    <div ref={ref} className="grid" data-arranging={isArranging || undefined}>
      {width > 0 && (
        <ReactGridLayout
          layout={layout}
          width={width}
          gridConfig={{ cols: columns, rowHeight, margin: [gap, gap], containerPadding: [0, 0] }}
          dragConfig={{ enabled: isArranging, handle: ".card-handle" }}
          resizeConfig={{ enabled: isArranging, handles: ["se"] }}
          onDragStop={take}
          onResizeStop={take}
        >
          {(isArranging ? cards : inOrder).map((card) => (
            <div key={card.id}>{children(card)}</div>
          ))}
        </ReactGridLayout>
      )}
    </div>
  );
}

/** What of the height of a screen is not for rows: the title and the space around. */
const aroundRows = 96;

function wallRow(height: number, rows: number): number {
  return Math.max(lowestRow, Math.floor((height - aroundRows) / rows) - gap);
}

function useScreen(): { height: number } {
  const { height } = useViewportSize();
  return { height: height === 0 ? innerHeight : height };
}
