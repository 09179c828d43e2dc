import { confirmed, hasFile, readFile } from "./covid";
import type { Point } from "./organization";

/** Confirmed cases of all countries of the file, or of as many as the vendor's app shows, made up, where it is not there. */
export function confirmedEverywhere(): Point[] {
  if (hasFile) return readFile("Confirmed");
  return confirmed(["US", "Canada", "Mexico", ...Array.from({ length: 182 }, (_, place) => `Country ${place}`)], "2020-01-22");
}
