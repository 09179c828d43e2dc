/** A text for a place of one line that keeps blanks: what would begin another line is a blank there. */
export function inOneLine(text: string): string {
  return text.replace(/\r\n|[\n\v\f\r\u0085\u2028\u2029]/g, " ");
}
