import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it, vi } from "vitest";
import type { Metric } from "../api/metrics";

vi.hoisted(() => {
  vi.stubGlobal("document", { baseURI: "http://server/" });
  vi.stubGlobal("sessionStorage", { getItem: () => null, setItem: () => {}, removeItem: () => {} });
});

const { noteDate } = await import("../api/clock");
const { ApiError, ServerAwayError } = await import("../api/failures");
const { requestOf } = await import("./cardData");
const { CardView } = await import("./CardView");
const { blank } = await import("./draft");
const { mostValues } = await import("./limits");
const { CurrentValue } = await import("../metrics/CurrentValue");

const metric: Metric = { id: 3, name: "runs", dataType: "Sum", interval: "Yearly", keyedValues: false };
const refused = new ApiError(429, "Too many requests.");

/** What a card of one number shows whose point of 2020 was read at some time, and could perhaps not be read again. */
function cardRead(updatedAt: number, error: Error | null = null): string {
  const client = new QueryClient();
  const card = { ...blank, title: "Runs", chart: "Number" as const };
  const key = ["data", requestOf(card, metric, new Date())];
  client.setQueryData(key, [{ date: "2020-01-01T00:00:00Z", value: "41.0", count: 1 }], { updatedAt });
  client.getQueryCache().find({ queryKey: key })!.setState({ error, status: error === null ? "success" : "error" });
  return rendered(client, <CardView card={card} metric={metric} refresh={false} hasMenu={false} />);
}

const cardAfter = (error: Error | null) => cardRead(Date.parse("2020-06-01"), error);

const rendered = (client: QueryClient, element: React.ReactNode) =>
  renderToStaticMarkup(
    <MantineProvider>
      <QueryClientProvider client={client}>{element}</QueryClientProvider>
    </MantineProvider>,
  );

it("A card that cannot be read again says so beside its old values, and why", () => {
  expect(cardAfter(refused)).toMatch(/aria-label="Too many requests\."[^>]*>Not refreshed<.*41/s);
  expect(cardAfter(null)).not.toContain("Not refreshed");
});

it("A number of too many values says so, and is none", () => {
  const client = new QueryClient();
  const card = { ...blank, title: "Runs", chart: "Number" as const };
  client.setQueryData(["data", requestOf(card, metric, new Date())], Array.from({ length: mostValues + 1 }, () => ({ date: "2020-01-01T00:00:00Z", value: "41.0", count: 1 })));
  const shown = rendered(client, <CardView card={card} metric={metric} refresh={false} hasMenu={false} />);
  expect(shown).toContain("at most 200,000 values");
  expect(shown).not.toContain("before");
});

it("That the server is away stands above the page, and not on each card", () => {
  expect(cardAfter(new ServerAwayError())).not.toContain("Not refreshed");
});

it("A metric whose values cannot be read says so, also where there were some before", () => {
  const current = { value: "5.0", date: null, history: [], key: null };
  const shown = (value: typeof current | undefined, failure: unknown) => rendered(new QueryClient(), <CurrentValue metric={metric} current={value} failure={failure} />);
  expect(shown(undefined, null)).not.toContain("Not read");
  expect(shown(undefined, refused)).toMatch(/aria-label="Too many requests\."[^>]*>Not read</);
  expect(shown(current, refused)).toMatch(/5.*this year.*aria-label="Too many requests\."[^>]*>Not refreshed</s);
});

it("A number is of the time up to when it was read, also where no new points have come", () => {
  expect(cardRead(Date.parse("2020-06-01"))).toMatch(/>41<.*Nothing before/s);
  expect(cardRead(Date.parse("2021-06-01"))).toMatch(/>–<.*41 before/s);
});

it("A number is of the time that it is for the server, where the clock of the browser is wrong", () => {
  const year = 365 * 86_400_000;
  const read = Date.parse("2020-06-01");
  expect(cardRead(read)).toMatch(/>41<.*Nothing before/s);
  noteDate(new Date(Date.now() + year).toUTCString());
  expect(cardRead(read)).toMatch(/>–<.*41 before/s);
  noteDate(new Date().toUTCString());
});
