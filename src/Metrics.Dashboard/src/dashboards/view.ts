import type { Query } from "../app/location";

/** What the address of a dashboard says of how one looks at it. The query of a card has none of these names. */
const names = ["range", "from", "to", "arrange"] as const;

/** How one looks at a dashboard, which goes along to the editor of a card and back. */
export function viewOf(query: URLSearchParams): Query {
  return Object.fromEntries(names.map((name) => [name, query.get(name) ?? undefined]));
}
