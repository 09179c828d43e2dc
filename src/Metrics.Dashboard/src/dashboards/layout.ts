import { type Layout, type LayoutItem, moveElement, verticalCompactor } from "react-grid-layout/core";
import type { Card, CardLayout } from "../api/dashboards";
import { columns, tallestCard } from "./limits";

/** The size of a new card. */
export const usualSize = { w: 6, h: 4 };

/** The cards as the grid takes them. */
export function gridOf(cards: readonly Card[]): LayoutItem[] {
  return verticalCompactor.compact(cards.map(({ id, layout }) => ({ i: id, ...layout, maxH: tallestCard })), columns) as LayoutItem[];
}

/** The cards where the grid has them. Cards that have not moved stay the same objects. */
export function placed(cards: readonly Card[], grid: Layout): Card[] {
  const places = new Map(grid.map(({ i, x, y, w, h }) => [i, { x, y, w, h }]));
  return cards.map((card) => {
    const layout = places.get(card.id) ?? card.layout;
    return isSame(layout, card.layout) ? card : { ...card, layout };
  });
}

function isSame(a: CardLayout, b: CardLayout): boolean {
  return a.x === b.x && a.y === b.y && a.w === b.w && a.h === b.h;
}

/** Moves a card by some columns and rows, or past its neighbour, and those in its way aside. */
export function moved(cards: readonly Card[], id: string, dx: number, dy: number): Card[] {
  const item = gridOf(cards).find(({ i }) => i === id);
  if (item === undefined) return [...cards];

  const x = clamp(item.x + dx, 0, columns - item.w);
  // A step up or down that is lost when the grid closes its gaps goes past the next card.
  for (let y = item.y + dy; ; y += dy) {
    const next = put(gridOf(cards), id, x, Math.max(0, y));
    if (dy === 0 || y <= 0 || y > item.y + tallestCard || next.find(({ i }) => i === id)!.y !== item.y) return placed(cards, next);
  }
}

/** Makes a card wider and higher by some columns and rows, or narrower and lower. */
export function resized(cards: readonly Card[], id: string, dw: number, dh: number): Card[] {
  const grid = gridOf(cards).map((item) => (item.i === id ? { ...item, w: clamp(item.w + dw, 1, columns - item.x), h: clamp(item.h + dh, 1, tallestCard) } : item));
  const item = grid.find(({ i }) => i === id);
  return item === undefined ? [...cards] : placed(cards, put(grid, id, item.x, item.y));
}

/** Puts an item of a grid at a place, and those that are there already below it. */
function put(grid: LayoutItem[], id: string, x: number, y: number): Layout {
  const item = grid.find(({ i }) => i === id)!;
  return verticalCompactor.compact(moveElement(grid, item, x, y, true, false, "vertical", columns), columns);
}

/** The first place, from the top, that is free for a card of that size. */
export function freePlace(cards: readonly Card[], { w, h }: { w: number; h: number }): CardLayout {
  const taken = gridOf(cards);
  const isFree = (x: number, y: number) => taken.every((item) => x >= item.x + item.w || x + w <= item.x || y >= item.y + item.h || y + h <= item.y);
  for (let y = 0; ; y++) {
    for (let x = 0; x + w <= columns; x++) if (isFree(x, y)) return { x, y, w, h };
  }
}

/** How many rows the cards take. */
export function rowsOf(cards: readonly Card[]): number {
  return gridOf(cards).reduce((most, item) => Math.max(most, item.y + item.h), 1);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
