import { expect, it } from "vitest";
import { differInBlanks, nameHint, nameProblem } from "./limits";

it("A name that begins or ends with a blank is taken, and that it does is said", () => {
  for (const name of [" runs", "runs ", "\trun s", "  "]) expect([nameProblem(name), nameHint(name)]).toEqual([null, expect.stringContaining("begins or ends with a blank")]);
  for (const name of ["", "runs", "two  words"]) expect(nameHint(name)).toBeNull();
});

it("Names that differ in their blanks alone are told from those that differ otherwise", () => {
  expect(differInBlanks("two words", "two  words ")).toBe(true);
  expect(differInBlanks("twowords", "two words")).toBe(true);
  expect(differInBlanks("two words", "two words")).toBe(false);
  expect(differInBlanks("two word", "two words ")).toBe(false);
});
