import { Skeleton } from "@mantine/core";
import { lazy, Suspense } from "react";
import type { SeriesChartProps } from "./SeriesChart";

const SeriesChart = lazy(() => import("./SeriesChart"));

/** A chart that fills its parent; ECharts is loaded when the first one is shown. */
export function Chart(props: SeriesChartProps) {
  return (
    <Suspense fallback={<Skeleton h="100%" />}>
      <SeriesChart {...props} />
    </Suspense>
  );
}
