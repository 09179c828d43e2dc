import type { Dashboard, DashboardContent } from "../api/dashboards";
import type { Metric } from "../api/metrics";
import { usualRefresh } from "./limits";

/** A dashboard as a file. Cards carry the names of their metrics as well, null for one that is gone, since ids differ from server to server. */
export function fileOf({ name, refreshSeconds, cards }: Dashboard, metrics: readonly Metric[]): string {
  const names = new Map(metrics.map((metric) => [metric.id, metric.name]));
  const named = cards.map((card) => ({ ...card, metricName: names.get(card.metric) ?? null }));
  return `${JSON.stringify({ name, refreshSeconds, cards: named }, null, 2)}\n`;
}

/** The id of no metric, today or ever: those that have been counted up to are far below. */
const noMetric = Number.MAX_SAFE_INTEGER;

/**
 * The dashboard of a file, its cards on the metrics of the same names. Where there is no such metric, a card is on none: what has
 * its id here may be something else. What a card must be like the server says. Throws an Error with what to tell the user where the file is something else.
 */
export function contentOf(file: string, metrics: readonly Metric[]): DashboardContent {
  const found = parsed(file);
  if (!isContent(found)) throw new Error("This file holds no dashboard: a dashboard has a name and cards.");

  const ids = new Map(metrics.map((metric) => [metric.name, metric.id]));
  const cards = found.cards.map(({ metricName, ...card }) => ({ ...card, metric: metricName === undefined ? card.metric : ((metricName === null ? undefined : ids.get(metricName)) ?? noMetric) }));
  return { name: found.name, refreshSeconds: found.refreshSeconds ?? usualRefresh, cards };
}

type FileContent = Omit<DashboardContent, "refreshSeconds" | "cards"> & { refreshSeconds?: number; cards: (DashboardContent["cards"][number] & { metricName?: string | null })[] };

function parsed(file: string): unknown {
  try {
    return JSON.parse(file);
  } catch {
    throw new Error("This file is not JSON.");
  }
}

function isContent(found: unknown): found is FileContent {
  if (typeof found !== "object" || found === null || !("name" in found) || !("cards" in found)) return false;
  return typeof found.name === "string" && Array.isArray(found.cards) && found.cards.every((card: unknown) => typeof card === "object" && card !== null);
}
