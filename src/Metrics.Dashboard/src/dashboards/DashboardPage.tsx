import { Alert, Button, Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useMemo, useState } from "react";
import { type Card, type Dashboard, newId, useChangeDashboard, useDashboard, useUnsaved } from "../api/dashboards";
import { useMetrics } from "../api/metrics";
import { ApiError } from "../api/failures";
import { useRights } from "../api/roles";
import { BackLink } from "../app/BackLink";
import { Failure, NotSaved } from "../app/Failure";
import { Icon } from "../app/Icon";
import { changeQuery, go, href, usePlace } from "../app/location";
import { usePageTitle } from "../app/usePageTitle";
import { UserText } from "../app/UserText";
import { datesOf, rangeOf } from "../format/range";
import type { CardAction } from "./CardMenu";
import { CardView } from "./CardView";
import { DashboardTools } from "./DashboardTools";
import { DeleteCard } from "./DeleteCard";
import { blank } from "./draft";
import { EnlargedCard } from "./EnlargedCard";
import { Grid } from "./Grid";
import { freePlace } from "./layout";
import { MoveHandle } from "./MoveHandle";
import { Saving } from "./Saving";
import { viewOf } from "./view";
import { useWall, WallButton } from "./wall";
import "./dashboards.css";

/** One dashboard: the page of `#/dashboard/{id}`. Its query says how it is looked at. */
export function DashboardPage({ id }: { id: string }) {
  const dashboard = useDashboard(id);
  usePageTitle(dashboard.data?.name);
  const isGone = dashboard.failure instanceof ApiError && dashboard.failure.status === 404;
  return (
    <Stack>
      {isGone ? (
        <>
          <BackLink path={["dashboards"]}>All dashboards</BackLink>
          <Alert color="gray">There is no such dashboard. It may have been deleted.</Alert>
        </>
      ) : (
        <>
          <Failure of={dashboard.failure} />
          {dashboard.data === undefined ? dashboard.failure === null && <Skeleton h={420} /> : <Board dashboard={dashboard.data} />}
        </>
      )}
    </Stack>
  );
}

function Board({ dashboard }: { dashboard: Dashboard }) {
  const { query } = usePlace();
  const { mayChange } = useRights();
  const metrics = useMetrics();
  const change = useChangeDashboard(dashboard.id);
  const unsaved = useUnsaved(dashboard.id);
  const [deleting, setDeleting] = useState<Card | null>(null);
  const isWall = useWall();
  const isArranging = mayChange && !isWall && query.get("arrange") === "true";
  const cards = useMemo(() => inRange(dashboard.cards, query), [dashboard.cards, query]);
  const enlarged = cards.find((card) => card.id === query.get("card"));
  const refresh = dashboard.refreshSeconds === 0 ? false : dashboard.refreshSeconds * 1000;
  const metricOf = (card: Card) => metrics.data?.find((metric) => metric.id === card.metric);
  const arrange = (next: (cards: readonly Card[]) => Card[]) => change.mutate((old) => ({ ...old, cards: next(old.cards) }));

  const actionsOf = (card: Card): CardAction[] =>
    mayChange
      ? [
          { label: "Edit", icon: "pencil", onClick: () => go(href(["dashboard", dashboard.id, "card", card.id], viewOf(query))) },
          { label: "Duplicate", icon: "copy", onClick: () => arrange((old) => duplicated(old, card.id)) },
          { label: "Delete", icon: "trash", color: "red", onClick: () => setDeleting(card) },
        ]
      : [];

  return (
    <>
      {!isWall && (
        <Group justify="space-between">
          <BackLink path={["dashboards"]}>All dashboards</BackLink>
          <Saving id={dashboard.id} />
        </Group>
      )}
      <Group justify="space-between" wrap="nowrap" className="board-head">
        <Title order={1} size="h2" miw={0}>
          <UserText>{dashboard.name}</UserText>
        </Title>
        {isWall ? <WallButton /> : <DashboardTools dashboard={dashboard} isArranging={isArranging} change={change.mutate} />}
      </Group>
      <NotSaved of={unsaved} />
      <Failure of={metrics.failure} />
      {cards.length === 0 && <NoCards id={dashboard.id} mayChange={mayChange} />}
      {metrics.data === undefined ? (
        metrics.failure === null && <Skeleton h={420} />
      ) : (
        <Grid cards={cards} isArranging={isArranging} isWall={isWall} onArrange={(moved) => arrange((old) => withLayouts(old, moved))}>
          {(card) => (
            <CardView
              card={card}
              metric={metricOf(card)}
              refresh={refresh}
              actions={actionsOf(card)}
              hasMenu={!isWall}
              handle={isArranging && <MoveHandle card={card} onArrange={arrange} />}
            />
          )}
        </Grid>
      )}
      {enlarged !== undefined && <EnlargedCard card={enlarged} metric={metricOf(enlarged)} refresh={refresh} onClose={() => changeQuery({ card: undefined })} />}
      {deleting !== null && <DeleteCard card={deleting} onClose={() => setDeleting(null)} onDelete={() => arrange((old) => old.filter((card) => card.id !== deleting.id))} />}
    </>
  );
}

function NoCards({ id, mayChange }: { id: string; mayChange: boolean }) {
  const { query } = usePlace();
  return (
    <Stack align="center" py={80} gap="sm">
      <Text c="dimmed">There are no cards here yet.</Text>
      {mayChange && (
        <Button component="a" href={href(["dashboard", id, "card", blank.id], viewOf(query))} leftSection={<Icon name="plus" size={16} />}>
          Add a card
        </Button>
      )}
    </Stack>
  );
}

/** The cards with the range that the address asks for, if it does. */
function inRange(cards: readonly Card[], query: URLSearchParams): readonly Card[] {
  const range = rangeOf(query);
  if (range === null) return cards;
  return cards.map(({ endDate: _, ...card }) => ({ ...card, ...datesOf(range) }));
}

function withLayouts(cards: readonly Card[], moved: readonly Card[]): Card[] {
  const layouts = new Map(moved.map(({ id, layout }) => [id, layout]));
  return cards.map((card) => ({ ...card, layout: layouts.get(card.id) ?? card.layout }));
}

function duplicated(cards: readonly Card[], id: string): Card[] {
  const card = cards.find((known) => known.id === id);
  return card === undefined ? [...cards] : [...cards, { ...card, id: newId(card.title), layout: freePlace(cards, card.layout) }];
}
