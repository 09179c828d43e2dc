import { useComputedColorScheme } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { type ECharts, init } from "./echarts";
import { chartOption, type ChartLook, type Drawn, waysToDraw } from "./options";
import type { SeriesSet } from "./series";
import { usePixelRatio } from "./usePixelRatio";

export interface SeriesChartProps extends Omit<ChartLook, "ink" | "legend" | "isLow"> {
  readonly set: SeriesSet;
  /** What the chart shows, for those who do not see it. */
  readonly label: string;
  /** Default: with more than one series. */
  readonly legend?: boolean;
  /** Gets the chart once it is there, to make a picture of it, and null when it goes. */
  readonly onChart?: (chart: ECharts | null) => void;
}

/** Below this many pixels the values of an axis would stand on each other. */
const low = 190;

const inks = {
  light: { text: "#495057", line: "#e3e6ea" },
  dark: { text: "#c1c2c5", line: "#3a3d44" },
};

/** A chart of series that fills its parent. Load it through `Chart`, so that pages without charts do without ECharts. */
export default function SeriesChart({ set, label, kind, interval, dates, shortDates = true, legend = set.series.length > 1, onChart }: SeriesChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts | null>(null);
  const drawn = useRef<Drawn | null>(null);
  const [isLow, setIsLow] = useState(false);
  const scheme = useComputedColorScheme("light");
  const pixelRatio = usePixelRatio();

  useEffect(() => {
    const element = box.current!;
    const made = init(element, null, { devicePixelRatio: pixelRatio });
    chart.current = made;
    onChart?.(made);
    const size = new ResizeObserver(() => {
      setIsLow(element.clientHeight < low);
      // The first call comes with the size that the chart was made with; to draw it again would take as long as to draw it.
      if (element.clientWidth !== made.getWidth() || element.clientHeight !== made.getHeight()) made.resize();
    });
    size.observe(element);
    return () => {
      onChart?.(null);
      size.disconnect();
      made.dispose();
      chart.current = null;
      drawn.current = null;
    };
  }, [onChart, pixelRatio]);

  useEffect(() => {
    const ink = { ...inks[scheme], font: getComputedStyle(box.current!).fontFamily };
    chart.current?.setOption(chartOption(set, { kind, interval, dates, shortDates, legend, isLow, ink }), { ...waysToDraw(drawn.current, { set, kind }), lazyUpdate: true });
    drawn.current = { set, kind };
  }, [set, kind, interval, dates, shortDates, legend, isLow, scheme, onChart, pixelRatio]);

  return <div ref={box} className="chart" role="img" aria-label={label} />;
}
