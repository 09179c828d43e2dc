import { Button, Stack, Text } from "@mantine/core";
import { Component, type ReactNode } from "react";
import { checkReadiness } from "../api/connection";

/** Stands where something could not be loaded or drawn, with the way to go on: it may be of a version that the server no longer has. */
export function NotShown() {
  // While the server is away a reload would leave nothing of the page; then the banner appears instead.
  const reload = () => void checkReadiness().then((isReady) => isReady && location.reload());
  return (
    <Stack role="alert" align="center" justify="center" h="100%" gap="xs">
      <Text c="dimmed">This could not be loaded.</Text>
      <Button variant="default" size="compact-md" onClick={reload}>
        Reload the page
      </Button>
    </Stack>
  );
}

/** Keeps what fails within it from taking along what is around: React takes away all that no boundary holds. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override render() {
    return this.state.hasFailed ? <NotShown /> : this.props.children;
  }
}
