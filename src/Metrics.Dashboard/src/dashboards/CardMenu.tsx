import { ActionIcon, Menu } from "@mantine/core";
import type { RefObject } from "react";
import type { Card } from "../api/dashboards";
import type { Metric } from "../api/metrics";
import { Icon, type IconName } from "../app/Icon";
import { changeQuery, go, href } from "../app/location";
import { useDates } from "../app/useDates";
import type { ECharts } from "../charts/echarts";
import { csvOfCard } from "./csv";
import { download } from "./download";
import { drawingOf, rangeOfPicture } from "./drawing";
import { savePicture } from "./picture";
import type { CardValues } from "./useCard";

export interface CardAction {
  readonly label: string;
  readonly icon: IconName;
  readonly color?: string;
  readonly onClick: () => void;
}

export interface CardMenuProps {
  readonly card: Card;
  readonly metric?: Metric;
  readonly values?: CardValues;
  /** The chart that is shown, to make a picture of it. */
  readonly chart?: RefObject<ECharts | null>;
  readonly actions: readonly CardAction[];
}

/** What can be done with a card. */
export function CardMenu({ card, metric, values, chart, actions }: CardMenuProps) {
  const dates = useDates();
  const savePng = () => {
    const drawing = metric !== undefined && values !== undefined ? drawingOf(card, metric, values, chart?.current ?? null, dates) : null;
    if (drawing !== null) savePicture(card.title, rangeOfPicture(card, new Date(values!.readTime()), dates), drawing);
  };
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={`Actions for ${card.title}`} className="card-actions">
          <Icon name="dots" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {metric !== undefined && values !== undefined && (
          <>
            <Item icon="expand" onClick={() => changeQuery({ card: card.id })}>
              Enlarge
            </Item>
            <Item icon="chart" onClick={() => go(href(["metric", metric.id]))}>
              Go to the metric
            </Item>
            {values.points !== undefined && !values.isOld && (
              <>
                <Item icon="table" onClick={() => download(`${card.title}.csv`, "text/csv", csvOfCard(card, metric, values, dates))}>
                  Save as CSV
                </Item>
                <Item icon="download" onClick={savePng}>
                  Save as PNG
                </Item>
              </>
            )}
          </>
        )}
        {actions.length > 0 && metric !== undefined && <Menu.Divider />}
        {actions.map((action) => (
          <Item key={action.label} {...action}>
            {action.label}
          </Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Item({ icon, color, onClick, children }: { icon: IconName; color?: string; onClick: () => void; children: string }) {
  return (
    <Menu.Item leftSection={<Icon name={icon} size={16} />} onClick={onClick} {...(color === undefined ? {} : { color })}>
      {children}
    </Menu.Item>
  );
}
