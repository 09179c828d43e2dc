import { Skeleton } from "@mantine/core";
import { lazy, Suspense } from "react";
import { MetricPage } from "../metrics/MetricPage";
import { MetricsPage } from "../metrics/MetricsPage";
import type { Place } from "./location";

/** What the navigation leads to. */
export const navigation = [
  { label: "Metrics", path: [] as string[], isAt: (place: Place) => place.path.length === 0 || place.path[0] === "metric" },
  { label: "Dashboards", path: ["dashboards"], isAt: (place: Place) => place.path[0] === "dashboards" || place.path[0] === "dashboard" },
];

// Dashboards bring the grid along, which the pages about metrics do without.
const Dashboards = lazy(() => import("../dashboards/routes"));

/** The page of a place. A place that is none is the start. */
export function PageOf({ place }: { place: Place }) {
  const [first, second] = place.path;
  if (first === "dashboards" || first === "dashboard") {
    return (
      <Suspense fallback={<Skeleton h={420} />}>
        <Dashboards place={place} />
      </Suspense>
    );
  }

  if (first === "metric" && second !== undefined) return <MetricPage key={second} id={idOf(second)} />;
  return <MetricsPage />;
}

/** The id that an address has. What is none stays none: `1e1` is another way to write the number 10, and not to name metric 10. */
function idOf(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : NaN;
}
