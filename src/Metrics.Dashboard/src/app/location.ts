import { useMemo, useSyncExternalStore } from "react";

/**
 * Where one is in the page. It is the fragment of the address, as in `#/metric/3?range=30d`: so a link shows what the
 * sender sees, no path of the page can be mistaken for one of the server (`/metrics`, `/docs`), and what people look at
 * stands in no log of a server or proxy.
 */
export interface Place {
  /** The decoded parts of the path: `#/metric/3` is `["metric", "3"]`, the start is `[]`. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
}

export type Query = Record<string, string | readonly string[] | undefined>;

export function parsePlace(fragment: string): Place {
  const [path = "", ...query] = fragment.replace(/^#?\/?/, "").split("?");
  return {
    path: path.split("/").filter((part) => part !== "").map(decodePart),
    query: new URLSearchParams(query.join("?")),
  };
}

/** The address of a place, to link to. Parts of the query that are undefined are left out. */
export function href(path: readonly (string | number)[], query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const item of typeof value === "string" ? [value] : value ?? []) search.append(name, item);
  }

  const text = search.toString();
  return `#/${path.map((part) => encodeURIComponent(part)).join("/")}${text === "" ? "" : `?${text}`}`;
}

/** Goes to a place. With `replace` the way back leads past the place one is at now: for what changes while one types. */
export function go(target: string, options: { replace?: boolean } = {}): void {
  if (target === location.hash) return;
  if (options.replace === true) {
    // By the name in the state useScroll knows how far down the page was, which says nothing of another page.
    history.replaceState(isAt(parsePlace(target).path) ? history.state : null, "", target);
    dispatchEvent(new HashChangeEvent("hashchange"));
  } else {
    location.hash = target;
  }
}

/** Whether one is at this path, whatever its query says. */
export function isAt(path: readonly (string | number)[]): boolean {
  return href(parsePlace(location.hash).path) === href(path);
}

/** Changes some parts of the query and leaves the rest of the place as it is. */
export function changeQuery(changes: Query): void {
  const place = parsePlace(location.hash);
  const query: Record<string, string | readonly string[] | undefined> = {};
  for (const name of new Set(place.query.keys())) query[name] = place.query.getAll(name);
  go(href(place.path, { ...query, ...changes }), { replace: true });
}

export function usePlace(): Place {
  const fragment = useSyncExternalStore(subscribe, () => location.hash);
  return useMemo(() => parsePlace(fragment), [fragment]);
}

function subscribe(listener: () => void): () => void {
  addEventListener("hashchange", listener);
  return () => removeEventListener("hashchange", listener);
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
