import { Skeleton } from "@mantine/core";
import { useEffect, useState } from "react";
import { NotShown } from "../app/NotShown";
import type { SeriesChartProps } from "./SeriesChart";
import { untilLoaded } from "./untilLoaded";
// Not with ECharts: a style sheet that could not be loaded is not tried again with its script.
import "./chart.css";

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
  const [hasFailed, setHasFailed] = useState(false);

  useEffect(() => {
    if (SeriesChart !== null) return;
    const shown = new AbortController();
    void untilLoaded(loadCharts, () => setHasFailed(true), shown.signal).then((chart) => chart !== null && setSeriesChart(() => chart));
    return () => shown.abort();
  }, [SeriesChart]);

  if (SeriesChart !== null) return <SeriesChart {...props} />;
  return hasFailed ? <NotShown /> : <Skeleton h="100%" />;
}
