/**
 * Values are decimals of up to 28 digits, and a JavaScript number keeps about 16 of them. So before an answer is parsed,
 * each number that is a `value` is put in quotes, and arrives as the text the server wrote.
 */
export function quoteValues(json: string): string {
  let value = false;
  return json.replace(/("(?:[^"\\]|\\.)*")(\s*:)?|-?\d[\d.eE+-]*/g, (token, text: string | undefined, colon: string | undefined) => {
    if (text !== undefined) {
      value = colon !== undefined && text === '"value"';
      return token;
    }

    return value ? `"${token}"` : token;
  });
}

/** A shape of the API document, with each `value` as the text of a decimal. */
export type Exact<T> = T extends readonly (infer Item)[]
  ? Exact<Item>[]
  : T extends object
    ? { [Name in keyof T]: Name extends "value" ? string | Extract<T[Name], undefined> : Exact<T[Name]> }
    : T;
