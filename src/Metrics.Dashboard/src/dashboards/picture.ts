import { sparklinePath } from "../charts/sparklinePath";
import { formatCount } from "../format/number";
import { download } from "./download";

/** What of a card goes into its picture: a chart as it is drawn, or lines of text, of which some may have a small line. */
export type Drawing = { readonly chart: HTMLCanvasElement; readonly legend: readonly LegendEntry[] } | { readonly rows: readonly Row[] };

export interface LegendEntry {
  readonly name: string;
  readonly color: string;
}

interface Row {
  readonly cells: readonly string[];
  /** Whether these are the names above the numbers of a table. Default: they are not. */
  readonly isHead?: boolean;
  readonly line?: readonly (string | null)[];
}

/** So many pixels of the picture for one of the screen, where it does not become too wide or too high. */
export const scale = 2;

/** The most pixels that all browsers draw in a row or a column. */
const mostPixels = 32_000;

/** The widest name above the numbers of a table that has no room for whole names, before its ellipsis. */
const widestName = 220;

/** A picture of a table or a list has at most this many lines. */
const mostRows = 60;

const margin = 16;
const titleSize = 18;
const textSize = 14;
const smallSize = 12;
const rowHeight = 26;
const gap = 24;
const line = { width: 140, height: 20 };
const rangeHeight = 20;
const narrowest = 240;
const mark = { width: 12, height: 8, gap: 6 };
const legendHeight = 20;

/** Saves a card under its title as a PNG, in the colors that it has on the page. `range` says of which time it is. */
export function savePicture(title: string, range: string, drawing: Drawing): void {
  const picture = document.createElement("canvas");
  const pen = picture.getContext("2d")!;
  const look = getComputedStyle(document.body);
  const font = (size: number, weight: number) => `${weight} ${size}px ${look.fontFamily}`;
  const top = 2 * margin + titleSize + rangeHeight;

  pen.font = font(textSize, 400);
  const rows = "rows" in drawing ? fittingRows(pen, firstRows(drawing.rows)) : [];
  const columns = columnsOf(pen, rows);
  const [width, height] = "chart" in drawing ? [drawing.chart.width / scale, drawing.chart.height / scale] : sizeOf(columns, rows);
  const inner = Math.max(width, narrowest);
  pen.font = font(smallSize, 400);
  const legend = "chart" in drawing ? legendLines(pen, drawing.legend, inner) : [];
  const [wide, high] = [inner + 2 * margin, top + height + legend.length * legendHeight + margin];
  const fitting = Math.min(scale, mostPixels / Math.max(wide, high));
  picture.width = wide * fitting;
  picture.height = high * fitting;

  pen.fillStyle = look.getPropertyValue("--mantine-color-body") || "#fff";
  pen.fillRect(0, 0, picture.width, picture.height);
  pen.scale(fitting, fitting);
  pen.fillStyle = look.color;
  pen.textBaseline = "top";
  pen.font = font(titleSize, 600);
  pen.fillText(title, margin, margin, inner);
  pen.font = font(smallSize, 400);
  pen.fillText(range, margin, margin + titleSize + (rangeHeight - smallSize) / 2, inner);
  if ("chart" in drawing) {
    pen.drawImage(drawing.chart, margin, top, width, height);
    drawLegend(pen, legend, top + height + legendHeight - smallSize);
  } else {
    pen.font = font(textSize, 400);
    drawRows(pen, rows, columns, top, look.getPropertyValue("--mantine-primary-color-filled"));
  }

  picture.toBlob((image) => image !== null && download(`${title}.png`, "image/png", image));
}

/** A name of a legend, or a part of one; its color is that of its mark, which stands before the first part. */
interface LegendPart {
  readonly text: string;
  readonly color?: string;
  readonly x: number;
}

/** The names of a legend in lines. One that is longer than a line goes on in the next. */
function legendLines(pen: CanvasRenderingContext2D, legend: readonly LegendEntry[], width: number): LegendPart[][] {
  const lines: LegendPart[][] = [];
  let x = Infinity;
  for (const { name, color } of legend) {
    const [first = "", ...rest] = broken(pen, name, width - mark.width - mark.gap);
    const needed = mark.width + mark.gap + pen.measureText(first).width;
    if (x + needed > width) {
      lines.push([]);
      x = 0;
    }

    lines.at(-1)!.push({ text: first, color, x });
    for (const text of rest) lines.push([{ text, x: 0 }]);
    x = rest.length > 0 ? Infinity : x + needed + gap / 2;
  }

  return lines;
}

/** The rows for which a picture has room; where that is not all, the last line says how many are missing. */
export function firstRows(rows: readonly Row[]): readonly Row[] {
  if (rows.length <= mostRows) return rows;
  const shown = rows.slice(0, mostRows - 1);
  return [...shown, { cells: [`and ${formatCount(rows.length - shown.length)} more`] }];
}

/** The rows as they are, or, where no picture would have the room, with long names cut, as they are on the page. */
function fittingRows(pen: CanvasRenderingContext2D, rows: readonly Row[]): readonly Row[] {
  const [width] = sizeOf(columnsOf(pen, rows), rows);
  return width * scale <= mostPixels ? rows : rows.map((row) => (row.isHead === true ? { ...row, cells: row.cells.map((name) => cut(pen, name)) } : row));
}

/** A name as far as a column has room for it. */
function cut(pen: CanvasRenderingContext2D, name: string): string {
  const [first = "", ...rest] = broken(pen, name, widestName);
  return rest.length > 0 ? `${first}…` : first;
}

/** The parts of a text that are each no wider than that. */
function broken(pen: CanvasRenderingContext2D, text: string, width: number): string[] {
  const parts: string[] = [];
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    const longer = `${parts.at(-1) ?? ""}${segment}`;
    if (parts.length > 0 && pen.measureText(longer).width <= width) parts[parts.length - 1] = longer;
    else parts.push(segment);
  }

  return parts;
}

function drawLegend(pen: CanvasRenderingContext2D, lines: readonly (readonly LegendPart[])[], top: number): void {
  const ink = pen.fillStyle;
  lines.forEach((parts, place) => {
    const y = top + place * legendHeight;
    for (const { text, color, x } of parts) {
      if (color !== undefined) {
        pen.fillStyle = color;
        pen.fillRect(margin + x, y + (smallSize - mark.height) / 2, mark.width, mark.height);
        pen.fillStyle = ink;
      }

      pen.fillText(text, margin + x + mark.width + mark.gap, y);
    }
  });
}

function columnsOf(pen: CanvasRenderingContext2D, rows: readonly Row[]): number[] {
  const count = rows.reduce((most, row) => Math.max(most, row.cells.length), 0);
  return Array.from({ length: count }, (_, place) => rows.reduce((widest, row) => Math.max(widest, pen.measureText(row.cells[place] ?? "").width), 0));
}

function sizeOf(columns: readonly number[], rows: readonly Row[]): [number, number] {
  const lines = rows.some((row) => row.line !== undefined) ? line.width + gap : 0;
  return [columns.reduce((sum, width) => sum + width + gap, lines) - gap, rows.length * rowHeight];
}

/** The first cell stands at its start, the others at their end, under each other; the small line comes last. */
function drawRows(pen: CanvasRenderingContext2D, rows: readonly Row[], columns: readonly number[], top: number, color: string): void {
  pen.strokeStyle = color;
  pen.lineWidth = 1.5;
  rows.forEach((row, place) => {
    const y = top + place * rowHeight;
    let x = margin;
    columns.forEach((width, column) => {
      pen.textAlign = column === 0 ? "left" : "right";
      pen.fillText(row.cells[column] ?? "", column === 0 ? x : x + width, y);
      x += width + gap;
    });
    if (row.line === undefined) return;
    pen.save();
    pen.translate(x, y);
    pen.stroke(new Path2D(sparklinePath(row.line, line.width, line.height)));
    pen.restore();
  });
}
