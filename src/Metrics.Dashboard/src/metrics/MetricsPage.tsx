import { Anchor, Stack, Title } from "@mantine/core";
import { useMetrics } from "../api/metrics";
import { href } from "../app/location";
import { UserText } from "../app/UserText";

export function MetricsPage() {
  const metrics = useMetrics();
  return (
    <Stack>
      <Title order={1}>Metrics</Title>
      {metrics.data?.map((metric) => (
        <Anchor key={metric.id} href={href(["metric", metric.id])}>
          <UserText oneLine>{metric.name}</UserText>
        </Anchor>
      ))}
    </Stack>
  );
}
