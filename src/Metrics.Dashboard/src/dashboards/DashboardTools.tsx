import { ActionIcon, Button, Group, Menu, Select, Tooltip } from "@mantine/core";
import { useState } from "react";
import type { Dashboard } from "../api/dashboards";
import { useMetrics } from "../api/metrics";
import { useRights } from "../api/roles";
import { Icon } from "../app/Icon";
import { changeQuery, go, href, usePlace } from "../app/location";
import { datesOf, presets, rangeOf } from "../format/range";
import { DeleteDashboard } from "./DeleteDashboard";
import { download } from "./download";
import { blank } from "./draft";
import { fileOf } from "./file";
import { EditDashboard } from "./EditDashboard";
import { rangeWords } from "./rangeWords";
import { viewOf } from "./view";
import { enterWall } from "./wall";

const asSaved = "saved";
const custom = "custom";
const ranges = [{ value: asSaved, label: "Range of each card" }, ...presets.map(({ value, label }) => ({ value: value as string, label: `Last ${label}` }))];

export interface DashboardToolsProps {
  readonly dashboard: Dashboard;
  readonly isArranging: boolean;
  readonly change: (change: (dashboard: Dashboard) => Dashboard) => void;
}

/** What can be done with a dashboard; for users who may not change it, how to look at it. */
export function DashboardTools({ dashboard, isArranging, change }: DashboardToolsProps) {
  const { mayChange } = useRights();
  const { query } = usePlace();
  const metrics = useMetrics();
  const [open, setOpen] = useState<"edit" | "delete" | null>(null);
  const range = rangeOf(query);
  // From day to day is a range only where the address says so.
  const [value, data] = range === null ? [asSaved, ranges] : "preset" in range ? [range.preset, ranges] : [custom, [...ranges, { value: custom, label: rangeWords(datesOf(range)) }]];
  const save = () => download(`${dashboard.name}.json`, "application/json", fileOf(dashboard, metrics.data!));

  return (
    <Group gap="xs" wrap="wrap" justify="flex-end" className="toolbar">
      <Select
        aria-label="Range of the dashboard"
        data={data}
        value={value}
        allowDeselect={false}
        onChange={(chosen) => chosen !== null && chosen !== custom && changeQuery({ range: chosen === asSaved ? undefined : chosen, from: undefined, to: undefined })}
        w={{ base: "100%", sm: 200 }}
      />
      {mayChange && (
        <>
          <Button visibleFrom="sm" variant={isArranging ? "filled" : "default"} aria-pressed={isArranging} leftSection={<Icon name={isArranging ? "check" : "move"} size={16} />} onClick={() => changeQuery({ arrange: isArranging ? undefined : "true" })}>
            {isArranging ? "Done" : "Arrange"}
          </Button>
          <Button component="a" href={href(["dashboard", dashboard.id, "card", blank.id], viewOf(query))} leftSection={<Icon name="plus" size={16} />}>
            Add card
          </Button>
        </>
      )}
      <Tooltip label="Full screen">
        <ActionIcon variant="default" size={36} aria-label="Full screen" onClick={enterWall}>
          <Icon name="expand" />
        </ActionIcon>
      </Tooltip>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label={`Actions for ${dashboard.name}`}>
            <Icon name="dots" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<Icon name="download" size={16} />} disabled={metrics.data === undefined} onClick={save}>
            Export as JSON
          </Menu.Item>
          {mayChange && (
            <>
              <Menu.Item leftSection={<Icon name="pencil" size={16} />} onClick={() => setOpen("edit")}>
                Name and refresh
              </Menu.Item>
              <Menu.Item color="red" leftSection={<Icon name="trash" size={16} />} onClick={() => setOpen("delete")}>
                Delete
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {open === "edit" && <EditDashboard dashboard={dashboard} onChange={(next) => change((old) => ({ ...old, ...next }))} onClose={() => setOpen(null)} />}
      {open === "delete" && <DeleteDashboard dashboard={dashboard} onClose={() => setOpen(null)} onDeleted={() => go(href(["dashboards"]))} />}
    </Group>
  );
}
