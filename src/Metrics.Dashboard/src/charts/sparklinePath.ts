const margin = 2;

/** The path of a sparkline in a box of the given size. A lone value is a dot; equal values run through the middle. */
export function sparklinePath(values: readonly (string | null)[], width: number, height: number): string {
  const numbers = values.map((value) => (value === null ? null : Number(value)));
  const known = numbers.filter((number) => number !== null);
  const [low, high] = [known.reduce((a, b) => Math.min(a, b), Infinity), known.reduce((a, b) => Math.max(a, b), -Infinity)];
  const x = (place: number) => margin + (numbers.length < 2 ? 0.5 : place / (numbers.length - 1)) * (width - 2 * margin);
  const y = (number: number) => height - margin - (high === low ? 0.5 : (number - low) / (high - low)) * (height - 2 * margin);

  let path = "";
  numbers.forEach((number, place) => {
    if (number === null) return;
    const point = `${x(place).toFixed(1)} ${y(number).toFixed(1)}`;
    const before = numbers[place - 1] ?? null;
    const after = numbers[place + 1] ?? null;
    path += before === null ? `M${point}` : `L${point}`;
    if (before === null && after === null) path += "h0.1";
  });
  return path;
}
