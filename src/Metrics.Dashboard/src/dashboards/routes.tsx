import { useUnread } from "../api/data";
import { FailureOfCards } from "../app/Failure";
import type { Place } from "../app/location";
import { loadCharts } from "../charts/Chart";
import { CardEditor } from "./CardEditor";
import { DashboardPage } from "./DashboardPage";
import { DashboardsPage } from "./DashboardsPage";

// Where that fails, a chart that is to be shown tries again.
loadCharts().catch(() => {});

/** The pages about dashboards, loaded when one goes to the first. */
export default function DashboardRoutes({ place }: { place: Place }) {
  const [, id, part, card] = place.path;
  const unread = useUnread();
  if (id === undefined) return <DashboardsPage />;
  return (
    <>
      {part === "card" && card !== undefined ? <CardEditor key={`${id} ${card}`} id={id} card={card} /> : <DashboardPage key={id} id={id} />}
      <FailureOfCards of={unread} />
    </>
  );
}
