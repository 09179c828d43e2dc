import { plainDecimal } from "./decimal";

/** How many digits of a number on an axis are its own, and not what is left of reckoning in binary. */
const axisDigits = 13;

/** How many digits may stand after the point of `1.234M`. */
const compactPlaces = 3;

const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: compactPlaces });
const inFull = new Intl.NumberFormat("en", { maximumFractionDigits: axisDigits });
const shortened = new Intl.NumberFormat("en", { maximumSignificantDigits: 6 });
const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** The longest text of a number that a list or a card shows in full. */
const longestInFull = 15;

/** How many there are of something, with thousands separators. */
export function formatCount(count: number): string {
  return count.toLocaleString("en");
}

/** A decimal with thousands separators and every digit that counts: `637974.0` is `637,974`, `-0.50` is `-0.5`. */
export function formatExact(decimal: string): string {
  const [, sign = "", whole = "", fraction = ""] = plainDecimal.exec(decimal) ?? [];
  if (whole === "") return decimal;

  const digits = fraction.replace(/0+$/, "");
  return `${sign}${whole.replace(/\B(?=(\d{3})+$)/g, ",")}${digits === "" ? "" : `.${digits}`}`;
}

/** A decimal for where space is short: exact while it is short, else rounded, as 3.33333 or 7.9228e28. Where it is not written with an exponent, only after the point. */
export function formatShort(decimal: string): string {
  const exact = formatExact(decimal);
  if (exact.length <= longestInFull) return exact;

  const number = Number(decimal);
  const size = Math.abs(number);
  return size >= 1e12 || (size < 1e-4 && size > 0) ? trimExponent(number.toExponential(4)) : (size < 1e6 ? shortened : whole).format(number);
}

/** A number on an axis: 1200000 is `1.2M`. It has every digit, so that lines which are close to each other have different ones; an axis has round numbers. */
export function formatAxis(number: number): string {
  const round = Number(number.toPrecision(axisDigits));
  const size = Math.abs(round);
  if (size >= 1e15 || (size < 0.01 && size > 0)) return trimExponent(round.toExponential());
  if (size < 10) return String(round);
  const unit = size >= 1e12 ? 1e12 : size >= 1e9 ? 1e9 : size >= 1e6 ? 1e6 : size >= 1e3 ? 1e3 : 1;
  const shown = Number((round / unit).toPrecision(axisDigits));
  return (shown === Number(shown.toFixed(compactPlaces)) ? compact : inFull).format(round);
}

function trimExponent(text: string): string {
  return text.replace(/\.?0+e/, "e").replace("e+", "e");
}
