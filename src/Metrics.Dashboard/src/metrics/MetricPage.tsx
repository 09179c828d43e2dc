import { Title } from "@mantine/core";

export function MetricPage({ id }: { id: number }) {
  return <Title order={1}>Metric {id}</Title>;
}
