import { expect, it } from "vitest";
import { quoteValues } from "./exact";

it("A value keeps every digit", () => {
  expect(quoteValues('{"value":79228162514264337593543950335.0,"count":12}')).toBe('{"value":"79228162514264337593543950335.0","count":12}');
  expect(quoteValues('[{ "value" : -0.10 }, {"value":1e-7}]')).toBe('[{ "value" : "-0.10" }, {"value":"1e-7"}]');
});

it("Text that looks like a value stays as it is", () => {
  const json = JSON.stringify({ name: '"value":1', description: 'ends in \\', x: "value", list: ["value", 2], other: { values: 3, "my value": 4 } });
  expect(quoteValues(json)).toBe(json);
});

it("A value that is not a number stays as it is", () => {
  const json = '{"value":null,"n":1,"a":{"value":"2"},"b":{"value":true,"c":3}}';
  expect(JSON.parse(quoteValues(json))).toEqual(JSON.parse(json));
});
