import { inOneLine } from "../format/line";
import { formatExact } from "../format/number";
import { colorOf } from "./palette";
import type { SeriesSet } from "./series";

/** A tooltip lists at most this many series, the largest first. */
const longest = 12;

/** What stands at one time bucket: its date, and each series that is shown, by its place, with its exact value. Built of text nodes, since names are text of users. */
export function tooltipOf(set: SeriesSet, index: number, title: string, shown: ReadonlySet<number>): HTMLElement {
  const rows = set.series
    .map((series, place) => ({ name: series.name, value: shown.has(place) ? (series.values[index] ?? null) : null, color: colorOf(place) }))
    .filter((row) => row.value !== null)
    .sort((a, b) => Number(b.value) - Number(a.value));
  const box = element("div", "chart-tooltip");
  box.append(element("div", "chart-tooltip-title", title));
  for (const row of rows.slice(0, longest)) {
    const line = element("div", "chart-tooltip-row");
    const mark = element("span", "chart-tooltip-mark");
    mark.style.background = row.color;
    line.append(mark, element("bdi", "chart-tooltip-name", inOneLine(row.name)), element("span", "chart-tooltip-value", formatExact(row.value ?? "")));
    box.append(line);
  }

  if (rows.length === 0) box.append(element("div", "chart-tooltip-more", "No data"));
  if (rows.length > longest) box.append(element("div", "chart-tooltip-more", `and ${rows.length - longest} more`));
  return box;
}

function element(tag: string, className: string, text?: string): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}
