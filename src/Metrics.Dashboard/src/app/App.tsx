import { MantineProvider } from "@mantine/core";
import { QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useEffect } from "react";
import { pauseBefore, shouldRetry } from "../api/client";
import { isSaving } from "../api/dashboards";
import { onReadFailed } from "../api/metrics";
import { noteLostChanges, useToken } from "../api/session";
import { ErrorBoundary } from "./NotShown";
import { Shell } from "./Shell";
import { SignIn } from "./SignIn";
import { theme } from "./theme";

const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: (failure, query) => onReadFailed(queries, failure, query) }),
  defaultOptions: { queries: { retry: shouldRetry, retryDelay: pauseBefore, networkMode: "always" }, mutations: { networkMode: "always" } },
});

export function App() {
  const token = useToken();

  // What one user has seen is not for the next, and neither is what is still to be saved.
  useEffect(
    () => () => {
      if (isSaving(queries)) noteLostChanges();
      queries.clear();
    },
    [token],
  );

  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <ErrorBoundary>
        <QueryClientProvider client={queries}>{token === null ? <SignIn /> : <Shell key={token} />}</QueryClientProvider>
      </ErrorBoundary>
    </MantineProvider>
  );
}
