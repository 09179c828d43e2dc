/** How far the clock of the server is ahead of the browser's, in milliseconds. Until it has answered, and where a proxy takes its `Date` away, that is not known. */
let ahead = 0;

/** An answer tells no parts of a second, and takes a while to come: clocks that differ by less, in milliseconds, are as they were. */
const tolerance = 2_000;

/** Takes note of the `Date` of an answer that has just come. */
export function noteDate(date: string | null): void {
  const measured = Date.parse(date ?? "") - Date.now();
  if (Math.abs(measured - ahead) >= tolerance) ahead = measured;
}

/** What the clock of the server shows when that of the browser shows this, both in milliseconds. */
export function serverTime(moment: number): number {
  return moment + ahead;
}
