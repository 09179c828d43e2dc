import { expect, it } from "vitest";
import { firstRows } from "./picture";

const rows = (count: number) => Array.from({ length: count }, (_, place) => ({ cells: [`row ${place}`] }));

it("The picture of a long table ends with how many of its rows are missing", () => {
  expect(firstRows(rows(60))).toEqual(rows(60));
  expect(firstRows(rows(61))).toEqual([...rows(59), { cells: ["and 2 more"] }]);
  expect(firstRows(rows(8_761)).at(-1)).toEqual({ cells: ["and 8,702 more"] });
});
