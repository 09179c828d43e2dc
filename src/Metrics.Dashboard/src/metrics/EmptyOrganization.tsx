import { Card, List, Loader, Group, Stack, Text, Title } from "@mantine/core";
import { serverUrl } from "../api/connection";
import type { NewMetric } from "../api/metrics";
import { useRights } from "../api/roles";
import { CommandBox } from "./CommandBox";
import { createMetricCommand, firstPointCommand } from "./curl";

const example: NewMetric = { name: "firstSteps", dataType: "Sum", interval: "Daily", keyedValues: false };

/** What to do where there is no metric yet. The list takes its place as soon as there is one. */
export function EmptyOrganization() {
  const { mayAdd } = useRights();
  return (
    <Card withBorder padding="xl" maw={760}>
      <Stack>
        <Title order={2} size="h4">
          No metrics yet
        </Title>
        {mayAdd ? (
          <>
            <Text>A metric keeps one value for each hour, day, week, month or year. Make one with the button above, or from a shell:</Text>
            <List type="ordered" spacing="md" listStyleType="decimal" styles={{ itemWrapper: { display: "block" }, itemLabel: { display: "block" } }}>
              <List.Item>
                Create a metric.
                <CommandBox label="Create a metric" command={(token) => createMetricCommand(serverUrl, token, example)} />
              </List.Item>
              <List.Item>
                Add a point to it.
                <CommandBox label="Add the first point" command={(token) => firstPointCommand(serverUrl, token, example)} />
              </List.Item>
            </List>
            <Group gap="xs" role="status">
              <Loader size="xs" />
              <Text c="dimmed" size="sm">
                Waiting for the first metric. It shows here by itself, and its page says how to add points too.
              </Text>
            </Group>
          </>
        ) : (
          <Text>Your role may look at metrics. Someone whose role is StandardUser or Administrator can create the first one.</Text>
        )}
      </Stack>
    </Card>
  );
}
