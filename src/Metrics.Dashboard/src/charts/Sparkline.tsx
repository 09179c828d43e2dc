import { colorOf } from "./palette";
import { sparklinePath } from "./sparklinePath";

/** A small line without axes: how a metric has been doing. Gaps stay gaps. */
export function Sparkline({ values, width = 120, height = 32, label }: { values: readonly (string | null)[]; width?: number; height?: number; label: string }) {
  return (
    <svg viewBox={`0 0 ${width} ${height}`} width="100%" height={height} preserveAspectRatio="none" role="img" aria-label={label} style={{ display: "block", maxWidth: width }}>
      <path d={sparklinePath(values, width, height)} fill="none" stroke={colorOf(0)} strokeWidth={1.75} strokeLinecap="round" strokeLinejoin="round" vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
