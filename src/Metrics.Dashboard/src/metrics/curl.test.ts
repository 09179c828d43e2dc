import { expect, it } from "vitest";
import type { Metric } from "../api/metrics";
import { addPointCommand, shellQuote } from "./curl";

const metric: Metric = { id: 3, name: "runs", dataType: "Sum", interval: "Daily", keyedValues: true };

it("The command to add a point names the key of a keyed metric, and the shell takes it as it is", () => {
  expect(addPointCommand("http://host", "t", metric, "it's $HOME")).toBe(
    `curl 'http://host/v2/customMetrics/3/data?returnValue=true' \\
  -H 'Authorization: Bearer t' \\
  -H 'Content-Type: application/json' \\
  -d '{"name":"it'\\''s $HOME","value":1}'`,
  );
});

it("A count needs no value, a metric without keys no key", () => {
  expect(addPointCommand("h", "t", { ...metric, dataType: "Count", keyedValues: false }, "x")).toContain("-d '{}'");
});

it("Quotes of a shell are closed and opened again around a quote", () => {
  expect(shellQuote("a'b")).toBe("'a'\\''b'");
});
