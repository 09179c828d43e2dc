// Limits of the API, which refuses a dashboard that goes beyond them; and those of the page, which say that they are.

/** The longest title of a card or name of a dashboard, in Unicode code points. */
export const longestTitle = 100;

/** The columns of the grid, and with it of the widest card. */
export const columns = 12;

/** The rows of the tallest card. */
export const tallestCard = 100;

/** The most keys that a card names. */
export const mostKeys = 1_000;

/** The most keys that stand apart from the others on a card of the largest keys. */
export const mostTopKeys = 100;

/** The most series that a card draws where it names no number of keys. A limit of the page. */
export const mostSeries = 100;

/** The most points that a card asks for where it names no number of keys, about: of more time buckets it draws fewer series. A limit of the page. */
export const mostPoints = 100_000;

/** The most values that one number is made of, those of the time before included. A limit of the page. */
export const mostValues = 200_000;

/** How often cards are read again where a dashboard does not say it, in seconds. */
export const usualRefresh = 30;

export function isTitle(text: string): boolean {
  return text.trim() !== "" && [...text].length <= longestTitle;
}
