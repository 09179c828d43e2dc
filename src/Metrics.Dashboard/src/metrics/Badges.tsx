import { Badge, Group } from "@mantine/core";
import type { AggregationType, Metric } from "../api/metrics";

const colors: Record<AggregationType, string> = { Sum: "indigo", Count: "teal", Min: "cyan", Max: "orange", First: "grape", Last: "violet", Average: "pink" };

/** The aggregation type and interval of a metric, and whether it is keyed. */
export function Badges({ metric }: { metric: Metric }) {
  return (
    <Group gap={6} wrap="nowrap">
      <Badge className="badge" variant="light" color={colors[metric.dataType]}>
        {metric.dataType}
      </Badge>
      <Badge className="badge" variant="default">
        {metric.interval}
      </Badge>
      {metric.keyedValues && (
        <Badge className="badge" variant="default">
          Keyed
        </Badge>
      )}
    </Group>
  );
}
