import { expect, it } from "vitest";
import type { Card } from "../api/dashboards";
import { href, parsePlace } from "../app/location";
import { blank, cardOfQuery, markOf, queryOfCard } from "./draft";

const full: Card = {
  id: "c1",
  title: "<b>&=?# \u{1F389}",
  metric: 3,
  chart: "NormalizedArea",
  startDate: "2020-02-17",
  endDate: "2020-04-16",
  newestFirst: true,
  shortDates: true,
  keys: ["US", "a&b=c"],
  sumKeys: true,
  topKeys: 7,
  layout: { x: 2, y: 3, w: 4, h: 5 },
};
const read = (card: Card, saved: Card) => cardOfQuery(parsePlace(href(["dashboard", "d"], queryOfCard(card))).query, saved);

it("A link to a card that is being edited shows the same card", () => {
  expect(read(full, { ...blank, id: "c1", layout: full.layout })).toEqual(full);
  const { keys: _, topKeys: __, endDate: ___, ...few } = full;
  expect(read({ ...few, sumKeys: false, newestFirst: false, shortDates: false }, full)).toEqual({ ...few, sumKeys: false, newestFirst: false, shortDates: false });
});

it("No keys are something else than all keys", () => {
  expect(read({ ...full, keys: [] }, full).keys).toEqual([]);
});

it("A place without a card is the card that is saved, and what makes no sense counts as not said", () => {
  expect(cardOfQuery(new URLSearchParams("range=7d"), full)).toBe(full);
  const odd = cardOfQuery(new URLSearchParams("metric=x&chart=Pie&top=101&w=13&h=0"), full);
  expect([odd.metric, odd.chart, odd.topKeys, odd.layout]).toEqual([0, "Line", undefined, full.layout]);
});

it("The mark of a card is that of what it says, wherever it stands", () => {
  expect(markOf({ ...full, layout: { ...full.layout, x: 0, y: 9 } })).toBe(markOf(full));
  const { keys: _, ...allKeys } = full;
  const others: Card[] = [{ ...full, title: "" }, { ...full, metric: 4 }, { ...full, keys: ["US"] }, { ...full, keys: [] }, allKeys, { ...full, topKeys: 8 }, { ...full, layout: { ...full.layout, w: 5 } }];
  expect(new Set([full, ...others].map(markOf)).size).toBe(1 + others.length);
});
