import { ActionIcon, Menu } from "@mantine/core";
import { useState } from "react";
import type { Metric } from "../api/metrics";
import { useRights } from "../api/roles";
import { Icon } from "../app/Icon";
import { DeleteMetric } from "./DeleteMetric";
import { EditMetric } from "./EditMetric";

/** What can be done with a metric; nothing for users who may not. */
export function MetricActions({ metric, onDeleted }: { metric: Metric; onDeleted?: () => void }) {
  const { mayChange } = useRights();
  const [open, setOpen] = useState<"edit" | "delete" | null>(null);
  const close = () => setOpen(null);
  if (!mayChange) return null;

  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={`Actions for ${metric.name}`}>
            <Icon name="dots" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<Icon name="pencil" size={16} />} onClick={() => setOpen("edit")}>
            Rename or describe
          </Menu.Item>
          <Menu.Item color="red" leftSection={<Icon name="trash" size={16} />} onClick={() => setOpen("delete")}>
            Delete
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {open === "edit" && <EditMetric metric={metric} onClose={close} />}
      {open === "delete" && <DeleteMetric metric={metric} onClose={close} {...(onDeleted === undefined ? {} : { onDeleted })} />}
    </>
  );
}
