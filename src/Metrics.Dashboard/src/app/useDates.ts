import { useMe } from "../api/me";
import { datesIn, type ZoneDates } from "../format/date";

/** Dates on the clock of the organization. */
export function useDates(): ZoneDates {
  return datesIn(useMe().data?.timeZone ?? "UTC");
}
