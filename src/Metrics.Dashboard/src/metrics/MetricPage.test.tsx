import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it, vi } from "vitest";

vi.hoisted(() => {
  vi.stubGlobal("document", { baseURI: "http://server/" });
  vi.stubGlobal("sessionStorage", { getItem: () => null, setItem: () => {}, removeItem: () => {} });
});

const { MetricPage } = await import("./MetricPage");

/** What the page of a metric shows that is not in a list which was read at some time. */
function pageOf(readAt: number): string {
  const client = new QueryClient();
  client.setQueryData(["metrics"], [], { updatedAt: readAt });
  return renderToStaticMarkup(
    <MantineProvider>
      <QueryClientProvider client={client}>
        <MetricPage id={3} />
      </QueryClientProvider>
    </MantineProvider>,
  );
}

it("That there is no such metric is said only by a list that was read since one has asked for it", () => {
  const now = Date.now();
  expect(pageOf(now - 60_000)).not.toContain("There is no such metric.");
  expect(pageOf(now - 60_000)).toContain("Skeleton");
  expect(pageOf(now + 60_000)).toContain("There is no such metric.");
  expect(pageOf(now + 60_000)).not.toContain("Skeleton");
});
