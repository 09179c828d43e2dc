import { describe, expect, it } from "vitest";
import { formatAxis, formatExact, formatShort } from "./number";

describe("an exact number", () => {
  it.each([
    ["637974.0", "637,974"],
    ["0.0", "0"],
    ["-1234567.50", "-1,234,567.5"],
    ["79228162514264337593543950335.0", "79,228,162,514,264,337,593,543,950,335"],
    ["0.0000000000000000000000000001", "0.0000000000000000000000000001"],
    ["12345678901234567890.123", "12,345,678,901,234,567,890.123"],
    ["not a number", "not a number"],
  ])("%s is shown as %s, with every digit", (decimal, shown) => expect(formatExact(decimal)).toBe(shown));
});

describe("a short number", () => {
  it.each([
    ["637974.0", "637,974"],
    ["3.3333333333333333333333333333", "3.33333"],
    ["1234567890.55", "1,234,567,891"],
    ["-123456789012.0", "-123,456,789,012"],
    ["999999.1234567890", "999,999"],
    ["12345678901234567890.123", "1.2346e19"],
    ["0.0000000000000000000000000001", "1e-28"],
    ["-79228162514264337593543950335.0", "-7.9228e28"],
  ])("%s is shown as %s", (decimal, shown) => expect(formatShort(decimal)).toBe(shown));
});

describe("a number on an axis", () => {
  it.each([
    [0, "0"],
    [0.5, "0.5"],
    [0.1 + 0.2, "0.3"],
    [-2000, "-2K"],
    [1_200_000, "1.2M"],
    [10_240, "10.24K"],
    [637_950, "637.95K"],
    [0.0001, "1e-4"],
    [8e28, "8e28"],
  ])("%s is shown as %s", (number, shown) => expect(formatAxis(number)).toBe(shown));
});
