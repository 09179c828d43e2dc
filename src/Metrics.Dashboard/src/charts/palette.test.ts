import { color } from "echarts/core";
import { expect, it } from "vitest";
import { colorOf } from "./palette";

it("Every color is one that ECharts understands, which makes those of what one points at out of them", () => {
  const colors = Array.from({ length: 100 }, (_, index) => colorOf(index));
  expect(colors.filter((name) => color.lift(name, -0.1) === undefined)).toEqual([]);
});
