import type { ECharts } from "../charts/echarts";
import { download } from "./download";

const scale = 2;
const margin = 16;
const titleSize = 18;

/** Saves a chart under its title as a PNG, on the background that it has on the page, with two pixels for each of the screen. */
export function saveChartPicture(title: string, chart: ECharts): void {
  const drawn = chart.renderToCanvas({ pixelRatio: scale });
  const top = 2 * margin + titleSize;
  const picture = document.createElement("canvas");
  picture.width = drawn.width + 2 * margin * scale;
  picture.height = drawn.height + (top + margin) * scale;
  const pen = picture.getContext("2d")!;
  const look = getComputedStyle(document.body);
  pen.fillStyle = look.getPropertyValue("--mantine-color-body") || "#fff";
  pen.fillRect(0, 0, picture.width, picture.height);
  pen.scale(scale, scale);
  pen.fillStyle = look.color;
  pen.font = `600 ${titleSize}px ${look.fontFamily}`;
  pen.textBaseline = "top";
  pen.fillText(title, margin, margin, picture.width / scale - 2 * margin);
  pen.drawImage(drawn, margin, top, drawn.width / scale, drawn.height / scale);
  picture.toBlob((image) => image !== null && download(`${title}.png`, "image/png", image));
}
