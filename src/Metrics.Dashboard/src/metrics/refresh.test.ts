import { expect, it } from "vitest";
import { refresh, refreshOf, refreshOfCard } from "./refresh";

const points = (count: number) => Array.from({ length: count }, () => ({ date: "1", count: 0 }));

it("The more points a read brings, the longer it is until the next", () => {
  expect([points(0), points(2_000)].map(refreshOf)).toEqual([refresh, refresh]);
  expect([points(2_001), points(20_000)].map(refreshOf)).toEqual([30_000, 30_000]);
  expect([points(20_001), points(100_000)].map(refreshOf)).toEqual([120_000, 120_000]);
});

it("What was not read yet may be much, so it is longer until that is tried again", () => {
  expect(refreshOf(undefined)).toBe(15_000);
});

it("A card is read again as often as its dashboard says, and less often where that brings many points", () => {
  const after = (interval: number | false) => [undefined, points(2_000), points(2_001), points(100_000)].map(refreshOfCard(interval));
  expect(after(5_000)).toEqual([15_000, 5_000, 30_000, 120_000]);
  expect(after(60_000)).toEqual([60_000, 60_000, 60_000, 120_000]);
  expect(after(false)).toEqual([false, false, false, false]);
});
