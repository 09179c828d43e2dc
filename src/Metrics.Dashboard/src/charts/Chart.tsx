import { Skeleton } from "@mantine/core";
import { useEffect, useState } from "react";
import type { SeriesChartProps } from "./SeriesChart";

type SeriesChart = typeof import("./SeriesChart").default;
let loaded: SeriesChart | null = null;

/** Loads ECharts. Pages that are about to show a chart call it while they wait for its data. */
export async function loadCharts(): Promise<SeriesChart> {
  loaded ??= (await import("./SeriesChart")).default;
  return loaded;
}

/**
 * A chart that fills its parent; ECharts is loaded when the first one is shown, unless it is there already. Not by `lazy`: that waits
 * even then, and React shows what has waited after 300 ms at the earliest.
 */
export function Chart(props: SeriesChartProps) {
  const [SeriesChart, setSeriesChart] = useState(() => loaded);

  useEffect(() => {
    if (SeriesChart === null) void loadCharts().then((chart) => setSeriesChart(() => chart));
  }, [SeriesChart]);

  return SeriesChart === null ? <Skeleton h="100%" /> : <SeriesChart {...props} />;
}
