import type { Card, CardChart } from "../api/dashboards";
import type { Query } from "../app/location";
import { charts } from "./chartTypes";
import { usualSize } from "./layout";
import { columns, tallestCard, mostTopKeys } from "./limits";

/** A card as it is before anybody has chosen anything. No card that is saved has its id: the server takes letters, digits and hyphens. */
export const blank: Card = {
  id: "_new",
  title: "",
  metric: 0,
  startDate: "-30d",
  chart: "Line",
  newestFirst: false,
  shortDates: false,
  sumKeys: false,
  layout: { x: 0, y: 0, ...usualSize },
};

/** The card that is being edited, as the query of an address: so a link shows what the sender sees, and a reload too. */
export function queryOfCard(card: Card): Query {
  return {
    title: card.title,
    metric: String(card.metric),
    chart: card.chart ?? "Line",
    start: card.startDate,
    end: card.endDate ?? undefined,
    order: card.newestFirst ? "desc" : undefined,
    dates: card.shortDates ? "short" : undefined,
    keys: card.keys == null ? undefined : "some",
    key: card.keys ?? [],
    sum: card.sumKeys ? "true" : undefined,
    top: card.topKeys == null ? undefined : String(card.topKeys),
    w: String(card.layout.w),
    h: String(card.layout.h),
  };
}

/**
 * A short mark of what a card says, by which an address knows what the draft in it was made from. Of two cards that differ, one in
 * four billion has the mark of the other (FNV-1a, 32 bits).
 */
export function markOf(card: Card): string {
  let mark = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(JSON.stringify(queryOfCard(card)))) mark = Math.imul(mark ^ byte, 0x01000193);
  return (mark >>> 0).toString(36);
}

/** The name of the mark in the query of an address. */
export const markName = "base";

/** The reverse of `queryOfCard`. An address that holds no card is the given one; what makes no sense in it is as there. */
export function cardOfQuery(query: URLSearchParams, saved: Card): Card {
  if (!query.has("metric")) return saved;

  const chart = query.get("chart");
  const top = numberIn(query, "top", 1, mostTopKeys);
  const end = query.get("end");
  const w = numberIn(query, "w", 1, columns) ?? saved.layout.w;
  return {
    id: saved.id,
    title: query.get("title") ?? "",
    metric: numberIn(query, "metric", 1, Number.MAX_SAFE_INTEGER) ?? 0,
    startDate: query.get("start") ?? saved.startDate,
    chart: charts.find(({ value }) => value === chart)?.value ?? ("Line" satisfies CardChart),
    newestFirst: query.get("order") === "desc",
    shortDates: query.get("dates") === "short",
    sumKeys: query.get("sum") === "true",
    layout: { ...saved.layout, x: Math.min(saved.layout.x, columns - w), w, h: numberIn(query, "h", 1, tallestCard) ?? saved.layout.h },
    ...(end === null ? {} : { endDate: end }),
    ...(query.has("keys") ? { keys: query.getAll("key") } : {}),
    ...(top === undefined ? {} : { topKeys: top }),
  };
}

function numberIn(query: URLSearchParams, name: string, low: number, high: number): number | undefined {
  const number = Number(query.get(name) ?? NaN);
  return Number.isInteger(number) && number >= low && number <= high ? number : undefined;
}
