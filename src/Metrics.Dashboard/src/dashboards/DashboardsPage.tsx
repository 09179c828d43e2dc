import { Anchor, Button, Card, FileButton, Group, SimpleGrid, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useRef, useState } from "react";
import { type DashboardSummary, useCreateDashboard, useDashboards } from "../api/dashboards";
import { useMetrics } from "../api/metrics";
import { useRights } from "../api/roles";
import { Failure, NotSaved } from "../app/Failure";
import { Icon } from "../app/Icon";
import { go, href } from "../app/location";
import { usePageTitle } from "../app/usePageTitle";
import { UserText } from "../app/UserText";
import { CreateDashboard } from "./CreateDashboard";
import { contentOf } from "./file";
import "./dashboards.css";

/** All dashboards of the organization: the page of `#/dashboards`. */
export function DashboardsPage() {
  usePageTitle("Dashboards");
  const dashboards = useDashboards();
  const { mayChange } = useRights();
  const [isCreating, setIsCreating] = useState(false);
  const [importFailure, setImportFailure] = useState<unknown>(null);
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={1} size="h2">
          Dashboards
        </Title>
        {mayChange && (
          <Group gap="sm" wrap="nowrap">
            <ImportButton onFailure={setImportFailure} />
            <Button leftSection={<Icon name="plus" size={16} />} onClick={() => setIsCreating(true)}>
              New dashboard
            </Button>
          </Group>
        )}
      </Group>
      <Failure of={dashboards.failure} />
      <NotSaved of={importFailure} />
      {dashboards.data === undefined && dashboards.failure === null && <Skeleton h={160} />}
      {dashboards.data?.length === 0 && <Text c="dimmed">There are no dashboards yet.{mayChange ? " A dashboard holds cards, each with a chart, a number or a table of one metric." : ""}</Text>}
      <SimpleGrid cols={{ base: 1, xs: 2, md: 3, lg: 4 }} role="list">
        {dashboards.data?.map((dashboard) => <Entry key={dashboard.id} dashboard={dashboard} />)}
      </SimpleGrid>
      {isCreating && <CreateDashboard onClose={() => setIsCreating(false)} />}
    </Stack>
  );
}

function Entry({ dashboard }: { dashboard: DashboardSummary }) {
  return (
    <Card withBorder role="listitem" className="dashboard-entry">
      <Anchor href={href(["dashboard", dashboard.id])} fw={600} className="dashboard-entry-link">
        <UserText oneLine>{dashboard.name}</UserText>
      </Anchor>
      <Text size="sm" c="dimmed">
        {dashboard.cardCount === 1 ? "1 card" : `${dashboard.cardCount} cards`}
      </Text>
    </Card>
  );
}

/** Takes a dashboard out of a file and saves it as a new one. `onFailure` gets why that did not work, and null at each new try. */
function ImportButton({ onFailure }: { onFailure: (failure: unknown) => void }) {
  const metrics = useMetrics();
  const create = useCreateDashboard();
  const forget = useRef<() => void>(null);
  const take = async (file: File | null) => {
    if (file === null) return;
    // Browsers tell of no change where the same file is chosen again, as when it has been mended meanwhile.
    forget.current?.();
    onFailure(null);
    try {
      const content = contentOf(await file.text(), metrics.data ?? []);
      // Not called where the button is gone by then: who is elsewhere stays there.
      create.mutate(content, { onSuccess: (saved) => go(href(["dashboard", saved.id])), onError: onFailure });
    } catch (problem) {
      onFailure(problem);
    }
  };
  return (
    <FileButton resetRef={forget} onChange={(file) => void take(file)} accept="application/json,.json">
      {(props) => (
        <Button {...props} variant="default" disabled={metrics.data === undefined} loading={create.isPending} leftSection={<Icon name="upload" size={16} />}>
          Import
        </Button>
      )}
    </FileButton>
  );
}
