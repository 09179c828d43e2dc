import { expect, it } from "vitest";
import { currentOf } from "./current";

it("The current value of keys that cannot be added up is that of the largest, not of the others", () => {
  const at = (date: string, name: string, value?: string) => ({ date, name, ...(value === undefined ? {} : { value }), count: value === undefined ? 0 : 1 });
  expect(currentOf([at("1", "a", "5.0"), at("1", "other", "9.0"), at("2", "a"), at("2", "other", "9.0")])).toEqual({ value: null, history: ["5.0", null], key: "a" });
});

it("Where no point came at all there is no value, not even the 0 of a sum", () => {
  expect(currentOf([{ date: "1", value: "0.0", count: 0 }])).toEqual({ value: null, history: [], key: null });
});
