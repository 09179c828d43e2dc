import { type KeyOrder, useKeys } from "../api/data";
import type { Metric } from "../api/metrics";
import { others } from "../charts/series";
import { isAddedUp } from "./words";

/**
 * What has to be said, after words about the largest keys, where a key is really called like the others that the server adds up: it
 * never keeps that one apart from them. Nothing where there is no such key. `order` is that of the keys which the page asks for anyway.
 */
export function useNamesake(metric: Metric, order: KeyOrder): string {
  const keys = useKeys(metric.id, order, false, { enabled: metric.keyedValues });
  if (keys.data?.keys.some(({ name }) => name === others) !== true) return "";
  return isAddedUp(metric) ? `, the key “${others}” among them` : ` but for “${others}”, which is shown where it is chosen`;
}
