import { type MutationOptions, MutationObserver, QueryClient } from "@tanstack/react-query";
import { expect, it, vi } from "vitest";

const { get, post, put } = vi.hoisted(() => ({ get: vi.fn(), post: vi.fn(), put: vi.fn() }));
vi.mock("./client", () => ({ api: { GET: get, POST: post, PUT: put }, dataOf: (answer: Promise<unknown>) => answer }));

const { readKeys } = await import("./data");
const { ApiError } = await import("./failures");
const { changeMetric, createMetric, onReadFailed, readMetrics } = await import("./metrics");

const metrics = Array.from({ length: 20_001 }, (_, place) => ({ id: place + 1 }));

it("Metrics beyond those that the server answers at once are read too", async () => {
  get.mockImplementation((_path: string, { params: { query } }: { params: { query: { resultStart?: number; resultLimit: number } } }) => {
    const start = query.resultStart ?? 0;
    return Promise.resolve({ customMetricConfig: metrics.slice(start, start + query.resultLimit) });
  });
  expect(await readMetrics()).toEqual(metrics);
});

it("How many keys there are is what the server says, or else how many came", async () => {
  const keys = [{ name: "a", value: "1.0", date: "2020-01-01T00:00:00Z" }];
  get.mockResolvedValueOnce({ resultCount: 50_000, customMetricKey: keys }).mockResolvedValueOnce({ customMetricKey: keys });
  expect(await readKeys(3, "name", "")).toEqual({ keys, total: 50_000 });
  expect(await readKeys(3, "name", "")).toEqual({ keys, total: 1 });
});

it("Where a metric is not found, the list of metrics is read again, and says that it is gone", () => {
  const client = new QueryClient();
  const isReadAgain = (status: number, ...queryKey: unknown[]) => {
    client.setQueryData(["metrics"], []);
    onReadFailed(client, new ApiError(status, "refused"), { queryKey });
    return client.getQueryState(["metrics"])!.isInvalidated;
  };
  for (const of of ["data", "latest", "keys"]) expect(isReadAgain(404, of, 3)).toBe(true);
  expect(isReadAgain(503, "data", 3)).toBe(false);
  expect(isReadAgain(404, "dashboard", "board")).toBe(false);
});

it("A metric that was created or renamed is in the list at once, however long it takes to read that again", async () => {
  const client = new QueryClient({ defaultOptions: { mutations: { networkMode: "always" } } });
  const named = (id: number, name: string) => ({ id, name, dataType: "Sum", interval: "Daily", keyedValues: false }) as const;
  const list = () => client.getQueryData<{ id: number; name: string }[]>(["metrics"])?.map(({ id, name }) => [id, name]);
  const after = async <Data, Variables>(options: MutationOptions<Data, Error, Variables>, variables: Variables) => {
    await new MutationObserver(client, options).mutate(variables);
    expect(client.getQueryState(["metrics"])?.isInvalidated ?? true).toBe(true);
    return list();
  };
  const { id: _, ...fresh } = named(2, "new");
  post.mockResolvedValue({ customMetricConfig: named(2, "new") });
  expect(await after(createMetric(client), fresh)).toBeUndefined();

  client.setQueryData(["metrics"], [named(1, "first"), named(3, "third")]);
  expect(await after(createMetric(client), fresh)).toEqual([[1, "first"], [2, "new"], [3, "third"]]);
  put.mockResolvedValue({ customMetricConfig: named(1, "renamed") });
  expect(await after(changeMetric(client), { id: 1, changes: { name: "renamed" } })).toEqual([[1, "renamed"], [2, "new"], [3, "third"]]);
});
