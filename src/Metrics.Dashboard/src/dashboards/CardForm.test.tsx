import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it, vi } from "vitest";
import type { Card } from "../api/dashboards";
import type { AggregationType } from "../api/metrics";

vi.hoisted(() => {
  vi.stubGlobal("document", { baseURI: "http://server/" });
  vi.stubGlobal("sessionStorage", { getItem: () => null, setItem: () => {}, removeItem: () => {} });
});

const { CardForm } = await import("./CardForm");
const { blank } = await import("./draft");

const rendered = (client: QueryClient, element: React.ReactNode) =>
  renderToStaticMarkup(
    <MantineProvider>
      <QueryClientProvider client={client}>{element}</QueryClientProvider>
    </MantineProvider>,
  );

/** What the form of a card says about keys. */
function keysOf(chart: NonNullable<Card["chart"]>, dataType: AggregationType) {
  const metric = { id: 3, name: "runs", dataType, interval: "Daily", keyedValues: true } as const;
  const form = rendered(new QueryClient(), <CardForm card={{ ...blank, metric: 3, chart, topKeys: 5 }} metric={metric} onChange={() => {}} />);
  const sum = /<input[^>]*role="switch"[^>]*>(?=(?:(?!<input).)*Sum across keys)/s.exec(form)![0];
  return { isSummed: / checked=""/.test(sum), mayChoose: !/ disabled=""/.test(sum), hasTop: form.includes("Top keys"), hasOther: form.includes("“other”") };
}

it("The form says what the data are: a number has no top keys, and is a sum where a sum means something", () => {
  expect(keysOf("Line", "Sum")).toEqual({ isSummed: false, mayChoose: true, hasTop: true, hasOther: true });
  expect(keysOf("Number", "Max")).toEqual({ isSummed: false, mayChoose: true, hasTop: false, hasOther: false });
  expect(keysOf("Line", "Average")).toEqual({ isSummed: false, mayChoose: true, hasTop: true, hasOther: false });
  expect(keysOf("Number", "Average")).toEqual({ isSummed: false, mayChoose: false, hasTop: false, hasOther: false });
  for (const type of ["Sum", "Count", "First", "Last"] as const) expect(keysOf("Number", type)).toEqual({ isSummed: true, mayChoose: false, hasTop: false, hasOther: false });
});

it("The list of metrics says where it goes on, and how one finds the others", () => {
  const saysSo = (count: number) => {
    const client = new QueryClient();
    client.setQueryData(["metrics"], Array.from({ length: count }, (_, id) => ({ id, name: `runs ${id}`, dataType: "Sum", interval: "Daily", keyedValues: false })));
    return rendered(client, <CardForm card={blank} metric={undefined} onChange={() => {}} />).includes("The list has the first 200 of 1,000. Type to find others.");
  };
  expect(saysSo(1_000)).toBe(true);
  expect(saysSo(200)).toBe(false);
});
