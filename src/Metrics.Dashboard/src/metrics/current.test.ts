import { expect, it } from "vitest";
import { currentOf } from "./current";

const at = (date: string, name: string, value?: string) => ({ date, name, ...(value === undefined ? {} : { value }), count: value === undefined ? 0 : 1 });

it("The current value of keys that cannot be added up is that of the largest, not of the others", () => {
  expect(currentOf([at("1", "a", "5.0"), at("1", "other", "9.0"), at("2", "a", "6.0"), at("2", "other", "9.0")])).toEqual({ value: "6.0", date: null, history: ["5.0", "6.0"], key: "a" });
});

it("Where the last bucket is empty, the value before it is the current one, with its date", () => {
  expect(currentOf([at("1", "a", "5.0"), at("2", "a"), at("3", "a")])).toEqual({ value: "5.0", date: "1", history: ["5.0", null, null], key: "a" });
});

it("A sum of which nothing came yet in this bucket is 0", () => {
  expect(currentOf([{ date: "1", value: "5.0", count: 1 }, { date: "2", value: "0.0", count: 0 }])).toEqual({ value: "0.0", date: null, history: ["5.0", "0.0"], key: null });
});

it("Where no point came at all there is no value, not even the 0 of a sum", () => {
  expect(currentOf([{ date: "1", value: "0.0", count: 0 }])).toEqual({ value: null, date: null, history: [], key: null });
});
