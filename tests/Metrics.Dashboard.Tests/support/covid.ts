import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Point } from "./organization";

const file = fileURLToPath(new URL("../../../../shared/data/covid19-countries-2020.csv", import.meta.url));
const lastDay = "2020-04-15";

/**
 * Confirmed cases of COVID-19 by country and day, out of the file that samples/README.md describes. Where the file is not
 * there, made-up numbers take its place, with the true ones on the last day for the countries that the tests look at.
 */
export function confirmed(countries: readonly string[], firstDay: string): Point[] {
  return (existsSync(file) ? fromFile() : madeUp(countries)).filter((point) => countries.includes(point.name) && point.date >= firstDay && point.date <= lastDay);
}

function fromFile(): Required<Point & { date: string; name: string }>[] {
  const [head = "", ...lines] = readFileSync(file, "utf8").trim().split("\n");
  const columns = head.trim().split(",");
  const [date, name, value] = ["Date", "Country", "Confirmed"].map((column) => columns.indexOf(column));
  return lines
    .filter((line) => !line.includes('"'))
    .map((line) => line.trim().split(","))
    .map((cells) => ({ date: cells[date!] ?? "", name: cells[name!] ?? "", value: cells[value!] ?? "" }));
}

function madeUp(countries: readonly string[]): { date: string; name: string; value: string }[] {
  const last: Record<string, number> = { US: 637_974, Canada: 28_209, Mexico: 5_847 };
  const end = Date.parse(lastDay);
  return countries.flatMap((name) =>
    Array.from({ length: 85 }, (_, days) => ({
      name,
      date: new Date(end - days * 86_400_000).toISOString().slice(0, 10),
      value: String(Math.floor((last[name] ?? 1_000) * Math.exp(-days / 8))),
    })),
  );
}
