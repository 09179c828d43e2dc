import { ActionIcon, Tooltip } from "@mantine/core";
import type { KeyboardEvent } from "react";
import type { Card } from "../api/dashboards";
import { Icon } from "../app/Icon";
import { moved, resized } from "./layout";

const steps: Record<string, readonly [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** By what a card is dragged, or moved and resized with the arrow keys. */
export function MoveHandle({ card, onArrange }: { card: Card; onArrange: (change: (cards: readonly Card[]) => Card[]) => void }) {
  const onKeyDown = (event: KeyboardEvent) => {
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    onArrange((cards) => (event.shiftKey ? resized : moved)(cards, card.id, ...step));
  };
  return (
    <Tooltip label="Drag; or arrow keys to move, with Shift to resize">
      <ActionIcon variant="subtle" color="gray" className="card-handle" aria-label={`Move ${card.title}: arrow keys move it, with Shift they resize it`} onKeyDown={onKeyDown}>
        <Icon name="move" />
      </ActionIcon>
    </Tooltip>
  );
}
