import type { Metric, MetricChanges } from "../api/metrics";

/** What a name and a description change of a metric. */
export function changesOf(metric: Metric, name: string, description: string): MetricChanges {
  return {
    ...(name === metric.name ? {} : { name }),
    ...(description === (metric.description ?? "") ? {} : { description }),
  };
}
