import { sparklinePath } from "../charts/sparklinePath";
import { download } from "./download";

/** What of a card goes into its picture: a chart as it is drawn, or lines of text, of which some may have a small line. */
export type Drawing = { readonly chart: HTMLCanvasElement } | { readonly rows: readonly Row[] };

export interface Row {
  readonly cells: readonly string[];
  readonly line?: readonly (string | null)[];
}

/** So many pixels of the picture for one of the screen. */
export const scale = 2;

/** A picture of a table or a list has at most this many lines. */
const mostRows = 60;

const margin = 16;
const titleSize = 18;
const textSize = 14;
const rowHeight = 26;
const gap = 24;
const line = { width: 140, height: 20 };

/** Saves a card under its title as a PNG, in the colors that it has on the page. */
export function savePicture(title: string, drawing: Drawing): void {
  const picture = document.createElement("canvas");
  const pen = picture.getContext("2d")!;
  const look = getComputedStyle(document.body);
  const font = (size: number, weight: number) => `${weight} ${size}px ${look.fontFamily}`;
  const top = 2 * margin + titleSize;

  pen.font = font(textSize, 400);
  const columns = "rows" in drawing ? columnsOf(pen, drawing.rows) : [];
  const [width, height] = "chart" in drawing ? [drawing.chart.width / scale, drawing.chart.height / scale] : sizeOf(columns, drawing.rows);
  picture.width = (Math.max(width, 240) + 2 * margin) * scale;
  picture.height = (top + height + margin) * scale;

  pen.fillStyle = look.getPropertyValue("--mantine-color-body") || "#fff";
  pen.fillRect(0, 0, picture.width, picture.height);
  pen.scale(scale, scale);
  pen.fillStyle = look.color;
  pen.textBaseline = "top";
  pen.font = font(titleSize, 600);
  pen.fillText(title, margin, margin, Math.max(width, 240));
  pen.font = font(textSize, 400);
  if ("chart" in drawing) pen.drawImage(drawing.chart, margin, top, width, height);
  else drawRows(pen, drawing.rows.slice(0, mostRows), columns, top, look.getPropertyValue("--mantine-primary-color-filled"));
  picture.toBlob((image) => image !== null && download(`${title}.png`, "image/png", image));
}

function columnsOf(pen: CanvasRenderingContext2D, rows: readonly Row[]): number[] {
  const count = rows.reduce((most, row) => Math.max(most, row.cells.length), 0);
  return Array.from({ length: count }, (_, place) => rows.reduce((widest, row) => Math.max(widest, pen.measureText(row.cells[place] ?? "").width), 0));
}

function sizeOf(columns: readonly number[], rows: readonly Row[]): [number, number] {
  const lines = rows.some((row) => row.line !== undefined) ? line.width + gap : 0;
  return [columns.reduce((sum, width) => sum + width + gap, lines) - gap, Math.min(rows.length, mostRows) * rowHeight];
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
