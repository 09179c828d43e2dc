import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { untilLoaded } from "./untilLoaded";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("What could not be loaded is tried again until it comes", async () => {
  const load = vi.fn<() => Promise<string>>().mockRejectedValueOnce(new Error("away")).mockRejectedValueOnce(new Error("away")).mockResolvedValue("chart");
  const onFailure = vi.fn();
  const loaded = untilLoaded(load, onFailure, new AbortController().signal);
  await vi.runAllTimersAsync();
  expect(await loaded).toBe("chart");
  expect(onFailure).toHaveBeenCalledTimes(2);
});

it("What is no longer wanted is not tried again", async () => {
  const load = vi.fn(() => Promise.reject(new Error("away")));
  const shown = new AbortController();
  const loaded = untilLoaded(load, () => shown.abort(), shown.signal);
  await vi.runAllTimersAsync();
  expect(await loaded).toBeNull();
  expect(load).toHaveBeenCalledTimes(1);
});
