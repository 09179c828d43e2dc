import type { CSSProperties } from "react";

/** A column that has room for this text, and for shorter ones. Where only the rows in view exist, it would else move as one scrolls. */
export function widthFor(text: string): CSSProperties {
  return { minWidth: `calc(${text.length}ch + 20px)` };
}

/** The longest of some texts. */
export function longestOf(texts: Iterable<string>): string {
  let longest = "";
  for (const text of texts) if (text.length > longest.length) longest = text;
  return longest;
}
