import { Anchor, Text } from "@mantine/core";
import type { Metric } from "../api/metrics";
import { href } from "../app/location";
import { UserText } from "../app/UserText";
import { Sparkline } from "../charts/Sparkline";
import { Badges } from "./Badges";
import { CurrentValue } from "./CurrentValue";
import { MetricActions } from "./MetricActions";
import { useCurrent } from "./useCurrent";

/** A metric in the list: what it is, how it has been doing, where it is now. */
export function MetricRow({ metric }: { metric: Metric }) {
  const { current, failure } = useCurrent(metric);
  return (
    <div className="metric-row">
      <div className="metric-row-name">
        <Anchor href={href(["metric", metric.id])} fw={600} display="block" miw={0}>
          <UserText oneLine>{metric.name}</UserText>
        </Anchor>
        {metric.description != null && (
          <Text size="sm" c="dimmed" component="div">
            <UserText oneLine>{metric.description}</UserText>
          </Text>
        )}
      </div>
      <div className="metric-row-badges">
        <Badges metric={metric} />
      </div>
      <div className="metric-row-line">{current !== undefined && current.history.length > 1 && <Sparkline values={current.history} label={`Recent values of ${metric.name}`} />}</div>
      <div className="metric-row-value">
        <CurrentValue metric={metric} current={current} failure={failure} />
      </div>
      <div className="metric-row-actions">
        <MetricActions metric={metric} />
      </div>
    </div>
  );
}
