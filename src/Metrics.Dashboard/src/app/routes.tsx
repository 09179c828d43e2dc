import { MetricPage } from "../metrics/MetricPage";
import { MetricsPage } from "../metrics/MetricsPage";
import type { Place } from "./location";

/** What the navigation leads to. */
export const navigation = [{ label: "Metrics", path: [] as string[], isAt: (place: Place) => place.path.length === 0 || place.path[0] === "metric" }];

/** The page of a place. A place that is none is the start. */
export function PageOf({ place }: { place: Place }) {
  const [first, second] = place.path;
  if (first === "metric" && second !== undefined) return <MetricPage key={second} id={Number(second)} />;
  return <MetricsPage />;
}
