import { expect, it } from "vitest";
import type { Metric } from "../api/metrics";
import { changesOf } from "./changes";

const metric: Metric = { id: 3, name: "runs", dataType: "Sum", interval: "Daily", keyedValues: true, description: "By playbook" };
const { description: _, ...plain } = metric;

it("Only what one has changed is sent, so that it takes back nothing that somebody else changed", () => {
  expect(changesOf(metric, "rounds", "By playbook")).toEqual({ name: "rounds" });
  expect(changesOf(metric, "runs", "By team")).toEqual({ description: "By team" });
  expect(changesOf(metric, "runs", "")).toEqual({ description: "" });
  expect(changesOf(metric, "runs", "By playbook")).toEqual({});
  expect(changesOf(plain, "runs", "")).toEqual({});
});
