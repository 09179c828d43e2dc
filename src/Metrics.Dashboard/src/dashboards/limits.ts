/** The longest title of a card or name of a dashboard, in Unicode code points. */
export const longestTitle = 100;

export function isTitle(text: string): boolean {
  return text.trim() !== "" && [...text].length <= longestTitle;
}
