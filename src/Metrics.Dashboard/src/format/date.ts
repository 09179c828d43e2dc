/** The time of day on the reader's clock, to the second. */
export function formatTime(date: Date): string {
  return date.toLocaleTimeString("en-GB");
}
