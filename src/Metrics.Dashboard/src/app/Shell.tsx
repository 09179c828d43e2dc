import { ActionIcon, Alert, AppShell, Box, Button, Group, Skeleton, Text, Tooltip, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { useAwaySince } from "../api/connection";
import { useIsSaving } from "../api/dashboards";
import { useMe } from "../api/me";
import { dismissLinkFailure, useLinkFailure } from "../api/session";
import { ConnectionBanner } from "./ConnectionBanner";
import { Failure } from "./Failure";
import { Icon } from "./Icon";
import { href, usePlace } from "./location";
import { ErrorBoundary } from "./NotShown";
import { navigation, PageOf } from "./routes";
import { SignOutButton } from "./SignOutButton";
import { useAskToStay } from "./useAskToStay";
import { useFocusOnPage } from "./useFocusOnPage";
import { UserText } from "./UserText";
import { useScroll } from "./useScroll";

/** The frame around every page: where one is, who one is, and whether the server answers. On a wall only the last of these. */
export function Shell() {
  const place = usePlace();
  const me = useMe();
  const isStale = useAwaySince() !== null;
  const isWall = place.query.get("wall") === "true";
  useScroll(place.path);
  useFocusOnPage(place.path);
  useAskToStay(useIsSaving());
  return (
    <AppShell header={{ height: 56, collapsed: isWall }} padding={{ base: "sm", sm: "lg" }}>
      {!isWall && <Header />}
      <AppShell.Main data-stale={isStale || undefined}>
        <ConnectionBanner />
        <LinkFailure />
        {me.data === undefined ? (
          // Without it a page would show the times of another zone, and as little as to those who may change nothing.
          <Waiting failure={me.failure} />
        ) : (
          <ErrorBoundary key={place.path.join("/")}>
            <PageOf place={place} />
          </ErrorBoundary>
        )}
        {!isWall && me.data && <Text component="footer" size="xs" c="dimmed" mt="xl">Metrics.Orleans {me.data.version}</Text>}
      </AppShell.Main>
    </AppShell>
  );
}

function Waiting({ failure }: { failure: unknown }) {
  return failure === null ? <Skeleton h={420} /> : <Failure of={failure} />;
}

/** Why one is still signed in as before, until one closes it. */
function LinkFailure() {
  const failure = useLinkFailure();
  if (failure === null) return null;
  return (
    <Alert color="red" mb="md" role="alert" withCloseButton closeButtonLabel="Close" onClose={dismissLinkFailure}>
      {failure}
    </Alert>
  );
}

function Header() {
  const place = usePlace();
  const me = useMe();
  return (
    <AppShell.Header>
      <Group h="100%" px={{ base: "sm", sm: "lg" }} justify="space-between" wrap="nowrap" gap="sm">
        <Group wrap="nowrap" gap="sm" miw={0}>
          <Box visibleFrom="xs" display="flex">
            <Icon name="logo" size={26} />
          </Box>
          <Text fw={600} miw={0} component="div" visibleFrom="xs">
            <UserText oneLine>{me.data?.organization ?? "Metrics"}</UserText>
          </Text>
          <Group component="nav" aria-label="Pages" gap={4} wrap="nowrap">
            {navigation.map((entry) => (
              <Button key={entry.label} component="a" href={href(entry.path)} size="compact-md" px={{ base: 6, xs: "var(--button-padding-x)" }} variant={entry.isAt(place) ? "light" : "subtle"} aria-current={entry.isAt(place) ? "page" : undefined}>
                {entry.label}
              </Button>
            ))}
          </Group>
        </Group>
        <Group wrap="nowrap" gap="xs">
          <ColorSchemeButton />
          <SignOutButton />
        </Group>
      </Group>
    </AppShell.Header>
  );
}

function ColorSchemeButton() {
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme("light") === "dark";
  const label = dark ? "Light colors" : "Dark colors";
  return (
    <Tooltip label={label}>
      <ActionIcon variant="default" size="lg" aria-label={label} onClick={() => setColorScheme(dark ? "light" : "dark")}>
        <Icon name={dark ? "sun" : "moon"} />
      </ActionIcon>
    </Tooltip>
  );
}
