/** Limits of the API, in Unicode code points. */
const maxName = 45;
const maxDescription = 500;

/** What is wrong with the name of a metric, or null. An empty one is only not finished yet. */
export function nameProblem(name: string): string | null {
  if ([...name].length > maxName) return `At most ${maxName} characters; these are ${[...name].length}.`;
  if (/^\d+$/.test(name)) return "A name of digits only would be taken for an id.";
  if (name.includes("/")) return "A name cannot hold a slash.";
  return null;
}

/** What to say about a name that may be as it is, and that one may not have meant so; or null. */
export function nameHint(name: string): string | null {
  return name.trim() === name ? null : "It begins or ends with a blank, which is part of the name.";
}

/** Whether two names differ in their blanks alone, which one hardly sees. */
export function differInBlanks(a: string, b: string): boolean {
  const without = (name: string) => name.replace(/\s/g, "");
  return a !== b && without(a) === without(b);
}

export function descriptionProblem(description: string): string | null {
  const length = [...description].length;
  return length > maxDescription ? `At most ${maxDescription} characters; these are ${length}.` : null;
}
