import { expect, it } from "vitest";
import { refresh, refreshOf } from "./refresh";

const points = (count: number) => Array.from({ length: count }, () => ({ date: "1", count: 0 }));

it("The more points a read brings, the longer it is until the next", () => {
  expect([undefined, points(0), points(2_000)].map(refreshOf)).toEqual([refresh, refresh, refresh]);
  expect([points(2_001), points(20_000)].map(refreshOf)).toEqual([30_000, 30_000]);
  expect([points(20_001), points(100_000)].map(refreshOf)).toEqual([120_000, 120_000]);
});
