import { expect, it } from "vitest";
import type { Card } from "../api/dashboards";
import { blank } from "./draft";
import { freePlace, moved, resized, rowsOf } from "./layout";

const card = (id: string, x: number, y: number, w = 6, h = 4): Card => ({ ...blank, id, layout: { x, y, w, h } });
const places = (cards: readonly Card[]) => Object.fromEntries(cards.map(({ id, layout }) => [id, [layout.x, layout.y, layout.w, layout.h]]));

it("A card moves by a column, not beyond the edge, and those in its way make room", () => {
  const cards = [card("a", 0, 0, 4), card("b", 4, 0, 4)];
  expect(places(moved(cards, "a", -1, 0))).toEqual({ a: [0, 0, 4, 4], b: [4, 0, 4, 4] });
  const right = moved(cards, "a", 1, 0);
  expect(right.find(({ id }) => id === "a")!.layout.x).toBe(1);
  expect(overlap(right)).toBe(false);
});

it("A step down goes past the card below, and a step up back", () => {
  const cards = [card("a", 0, 0), card("b", 0, 4)];
  const down = moved(cards, "a", 0, 1);
  expect(places(down)).toEqual({ a: [0, 4, 6, 4], b: [0, 0, 6, 4] });
  expect(places(moved(down, "a", 0, -1))).toEqual({ a: [0, 0, 6, 4], b: [0, 4, 6, 4] });
});

it("The lowest card does not go further down, the highest not further up", () => {
  const cards = [card("a", 0, 0), card("b", 0, 4)];
  expect(places(moved(cards, "b", 0, 1))).toEqual(places(cards));
  expect(places(moved(cards, "a", 0, -1))).toEqual(places(cards));
});

it("A card grows to the edge and shrinks to one, and pushes those below down", () => {
  const cards = [card("a", 0, 0), card("b", 0, 4)];
  expect(places(resized(cards, "a", 1, 2))).toEqual({ a: [0, 0, 7, 6], b: [0, 6, 6, 4] });
  expect(places(resized([card("a", 6, 0)], "a", 1, 0))).toEqual({ a: [6, 0, 6, 4] });
  expect(places(resized([card("a", 0, 0, 1, 1)], "a", -1, -1))).toEqual({ a: [0, 0, 1, 1] });
});

it("A new card comes to the first place that is free for its size", () => {
  expect(freePlace([], { w: 6, h: 4 })).toEqual({ x: 0, y: 0, w: 6, h: 4 });
  expect(freePlace([card("a", 0, 0)], { w: 6, h: 4 })).toEqual({ x: 6, y: 0, w: 6, h: 4 });
  expect(freePlace([card("a", 0, 0)], { w: 7, h: 4 })).toEqual({ x: 0, y: 4, w: 7, h: 4 });
  expect(rowsOf([card("a", 0, 0), card("b", 0, 4)])).toBe(8);
});

it("Cards that did not move stay the same objects", () => {
  const cards = [card("a", 0, 0), card("b", 6, 0)];
  expect(moved(cards, "a", 0, 0)[1]).toBe(cards[1]);
});

function overlap(cards: readonly Card[]): boolean {
  return cards.some(({ id, layout: a }) => cards.some(({ id: other, layout: b }) => id !== other && a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h));
}
