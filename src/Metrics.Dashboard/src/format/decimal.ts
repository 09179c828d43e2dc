/** A decimal without an exponent: its sign, its digits before the point, and those after it. */
export const plainDecimal = /^(-?)(\d+)(?:\.(\d+))?$/;

/** Whether a decimal is smaller than another, to the last digit. */
export function isLess(a: string, b: string): boolean {
  return Number(a) < Number(b) || (Number(a) === Number(b) && addExact([a, negated(b)]).startsWith("-"));
}

function negated(decimal: string): string {
  return decimal.startsWith("-") ? decimal.slice(1) : `-${decimal}`;
}

/** The exact sum of decimals, as text. Where one is no plain decimal, the sum of the numbers they stand for. */
export function addExact(decimals: readonly string[]): string {
  const parts = decimals.map((decimal) => plainDecimal.exec(decimal));
  if (parts.some((part) => part === null)) return String(decimals.reduce((sum, decimal) => sum + Number(decimal), 0));

  const places = parts.reduce((most, part) => Math.max(most, part?.[3]?.length ?? 0), 1);
  const sum = parts.reduce((total, part) => total + BigInt(`${part![1]}${part![2]}${(part![3] ?? "").padEnd(places, "0")}`), 0n);
  const digits = (sum < 0n ? -sum : sum).toString().padStart(places + 1, "0");
  return `${sum < 0n ? "-" : ""}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}
