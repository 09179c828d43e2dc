import { expect, it } from "vitest";
import { Queue } from "./queue";

/** Begins runs, one for each name, and says which have begun. `end` ends one. */
function runs(queue: Queue, ...names: string[]) {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const control = new AbortController();
  const run = (name: string) =>
    queue.run(() => {
      begun.push(name);
      return new Promise<void>((resolve) => ends.set(name, resolve));
    }, control.signal);
  const done = names.map(run);
  return { begun, done, end: (name: string) => ends.get(name)!(), giveUp: () => control.abort("given up") };
}

const soon = () => new Promise((resolve) => setTimeout(resolve));

it("So many run at a time, and the others in the order in which they came", async () => {
  const { begun, end } = runs(new Queue(2), "a", "b", "c", "d");
  await soon();
  expect(begun).toEqual(["a", "b"]);
  end("b");
  await soon();
  expect(begun).toEqual(["a", "b", "c"]);
  end("a");
  await soon();
  expect(begun).toEqual(["a", "b", "c", "d"]);
});

it("What is given up while it waits never runs, and is in nobody's way", async () => {
  const queue = new Queue(1);
  const first = runs(queue, "a");
  const second = runs(queue, "b", "c");
  const third = runs(queue, "d");
  await soon();
  second.giveUp();
  expect(await Promise.allSettled(second.done)).toEqual(["b", "c"].map(() => ({ status: "rejected", reason: "given up" })));
  first.end("a");
  await soon();
  expect([second.begun, third.begun]).toEqual([[], ["d"]]);
});

it("What fails leaves its place to the next", async () => {
  const queue = new Queue(1);
  const { signal } = new AbortController();
  const failing = queue.run(() => Promise.reject(new Error("failed")), signal);
  const next = queue.run(() => Promise.resolve("next"), signal);
  await expect(failing).rejects.toThrow("failed");
  expect(await next).toBe("next");
  expect(await queue.run(() => Promise.resolve("last"), signal)).toBe("last");
});
