import { expect, it } from "vitest";
import { inOneLine } from "./line";

it("A text of several lines stands in one, and blanks stay as they are", () => {
  expect(inOneLine(" two  blanks ")).toBe(" two  blanks ");
  expect(inOneLine("one\ntwo\r\nthree\u2028four\n\nfive")).toBe("one two three four  five");
});
