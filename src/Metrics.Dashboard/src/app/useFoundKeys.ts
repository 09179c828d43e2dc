import { useDebouncedValue } from "@mantine/hooks";
import { useMemo } from "react";
import { type KeyOrder, type KeyValue, useKeys } from "../api/data";

/** How long to wait until one has typed what to search for, before the server is asked, in milliseconds. */
const pause = 250;

interface FoundKeys {
  /** All keys that are here: the first ones, where there are more than the server answers at once. Undefined until they have come. */
  readonly all: readonly KeyValue[] | undefined;
  /** How many there are in all. */
  readonly total: number;
  /** Those that were searched for, or the first of them. Where the server has not answered, those of them that are here. */
  readonly found: readonly KeyValue[];
  /** How many were found. Undefined where that is not known. */
  readonly foundTotal: number | undefined;
  /** What to say where none is found. */
  readonly empty: string;
  /** Why the keys were not read, or what is searched for now was not found out. */
  readonly failure: unknown;
}

/** The keys of a metric that have a text in their names. They are searched here; where not all of them are here, by the server. */
export function useFoundKeys(metric: number, order: KeyOrder, search: string, refresh: number | false): FoundKeys {
  const wanted = search.trim().toLowerCase();
  const all = useKeys(metric, order, refresh);
  const keys = all.data?.keys;
  const total = all.data?.total ?? 0;
  const here = useMemo(() => (keys ?? []).filter((key) => key.name.toLowerCase().includes(wanted)), [keys, wanted]);

  const [asked] = useDebouncedValue(wanted, pause);
  const isCut = keys !== undefined && keys.length < total;
  const answer = useKeys(metric, order, refresh, { search: asked, enabled: isCut && asked !== "" });
  const isAsked = asked === wanted;
  const there = isCut && isAsked && wanted !== "" ? answer.data : undefined;
  const isKnown = keys !== undefined && (!isCut || wanted === "" || there !== undefined);
  const isAsking = wanted !== "" && !isKnown && (keys === undefined ? all.failure === null : !isAsked || answer.failure === null);
  return {
    all: keys,
    total,
    found: there?.keys ?? here,
    foundTotal: !isKnown ? undefined : (there?.total ?? (wanted === "" ? total : here.length)),
    empty: isAsking ? "Searching…" : !isKnown ? "" : wanted === "" ? "There are no keys yet." : "No key has this in its name.",
    failure: all.failure ?? (isCut && isAsked ? answer.failure : null),
  };
}
