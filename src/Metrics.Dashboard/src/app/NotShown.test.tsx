import { MantineProvider } from "@mantine/core";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it, vi } from "vitest";

vi.hoisted(() => vi.stubGlobal("document", { baseURI: "http://server/" }));

const { ErrorBoundary } = await import("./NotShown");

const rendered = (boundary: InstanceType<typeof ErrorBoundary>) => renderToStaticMarkup(<MantineProvider>{boundary.render()}</MantineProvider>);

it("Where a part of the page fails, there is a way to go on in its place", () => {
  const boundary = new ErrorBoundary({ children: <p>Dashboards</p> });
  expect(rendered(boundary)).toContain("Dashboards");
  boundary.state = ErrorBoundary.getDerivedStateFromError();
  expect(rendered(boundary)).toMatch(/role="alert".*Reload the page/s);
});
