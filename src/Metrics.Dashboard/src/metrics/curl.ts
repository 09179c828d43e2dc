import type { Metric, NewMetric } from "../api/metrics";

/** Puts a text in quotes for a POSIX shell. */
export function shellQuote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The command that adds a point to a metric. `key` is that of a keyed metric. */
export function addPointCommand(server: string, token: string, metric: Metric, key: string): string {
  const point = {
    ...(metric.keyedValues ? { name: key } : {}),
    ...(metric.dataType === "Count" ? {} : { value: 1 }),
  };
  return command(`${server}/v2/customMetrics/${metric.id}/data?returnValue=true`, token, point);
}

/** The command that creates a metric. */
export function createMetricCommand(server: string, token: string, metric: NewMetric): string {
  return command(`${server}/v2/customMetrics`, token, metric);
}

/** The command that adds a point to a metric by its name, before it has an id. */
export function firstPointCommand(server: string, token: string, metric: NewMetric): string {
  return command(`${server}/v2/customMetrics/${encodeURIComponent(metric.name)}/data?returnValue=true`, token, { value: 1 });
}

function command(url: string, token: string, body: unknown): string {
  return `curl ${shellQuote(url)} \\\n  -H ${shellQuote(`Authorization: Bearer ${token}`)} \\\n  -H 'Content-Type: application/json' \\\n  -d ${shellQuote(JSON.stringify(body))}`;
}
