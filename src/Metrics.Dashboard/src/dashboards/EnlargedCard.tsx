import { Modal } from "@mantine/core";
import type { Card } from "../api/dashboards";
import type { Metric } from "../api/metrics";
import { useFocusBack } from "../app/useFocusBack";
import { CardView } from "./CardView";

/** One card over the others, as large as the window. */
export function EnlargedCard({ card, metric, refresh, onClose }: { card: Card; metric: Metric | undefined; refresh: number | false; onClose: () => void }) {
  useFocusBack();
  return (
    <Modal.Root opened onClose={onClose} size="95vw" centered padding={0}>
      <Modal.Overlay />
      <Modal.Content aria-label={card.title}>
        <div className="enlarged">
          <CardView card={card} metric={metric} refresh={refresh} hasMenu={false} />
          <Modal.CloseButton className="enlarged-close" aria-label="Close" size="lg" />
        </div>
      </Modal.Content>
    </Modal.Root>
  );
}
