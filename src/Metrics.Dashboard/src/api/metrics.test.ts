import { QueryClient } from "@tanstack/react-query";
import { expect, it, vi } from "vitest";

const { get } = vi.hoisted(() => ({ get: vi.fn() }));
vi.mock("./client", () => ({ api: { GET: get }, dataOf: (answer: Promise<unknown>) => answer }));

const { readKeys } = await import("./data");
const { ApiError } = await import("./failures");
const { onReadFailed, readMetrics } = await import("./metrics");

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
