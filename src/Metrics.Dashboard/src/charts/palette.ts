/** Eight colors that people with color blindness tell apart, in shades that stand out on light and on dark. */
const base = ["#4c78dd", "#e08214", "#1a9e77", "#d6478f", "#8a63d2", "#b58900", "#2aa5c4", "#d14b3d"];

/** The color of the nth series; beyond the eight, hues that go around by the golden angle. With commas: ECharts understands no other way, and loses the line that one points at. */
export function colorOf(index: number): string {
  return base[index] ?? `hsl(${Math.round((index * 137.508) % 360)}, 60%, ${index % 2 === 0 ? 45 : 60}%)`;
}
