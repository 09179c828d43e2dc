import { Alert, Button, Card as Frame, Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useMemo, useRef, useState } from "react";
import { type Card, type Dashboard, newId, useChangeDashboard, useDashboard } from "../api/dashboards";
import { useMetrics } from "../api/metrics";
import { useRights } from "../api/roles";
import { BackLink } from "../app/BackLink";
import { Failure, NotSaved } from "../app/Failure";
import { go, href, usePlace } from "../app/location";
import { usePageTitle } from "../app/usePageTitle";
import { CardForm } from "./CardForm";
import { CardView } from "./CardView";
import { hasNoKeys } from "./cardData";
import { blank, cardOfQuery, markName, markOf, queryOfCard } from "./draft";
import { freePlace } from "./layout";
import { longestTitle, mostKeys } from "./limits";
import { viewOf } from "./view";
import "./dashboards.css";

/** The page of `#/dashboard/{id}/card/{card}`, where `_new` is a card that is not there yet. Its query is the card as it is being edited, and how one looks at the dashboard. */
export function CardEditor({ id, card }: { id: string; card: string }) {
  const dashboard = useDashboard(id);
  const { query } = usePlace();
  usePageTitle(card === blank.id ? "New card" : "Edit card");
  const saved = card === blank.id ? blank : dashboard.data?.cards.find((known) => known.id === card);
  return (
    <Stack>
      <BackLink path={["dashboard", id]} query={viewOf(query)}>Back to the dashboard</BackLink>
      <Failure of={dashboard.failure} />
      {dashboard.data === undefined && dashboard.failure === null && <Skeleton h={420} />}
      {dashboard.data !== undefined && (saved === undefined ? <Alert color="gray">There is no such card. It may have been deleted.</Alert> : <Editor dashboard={dashboard.data} saved={saved} />)}
    </Stack>
  );
}

function Editor({ dashboard, saved }: { dashboard: Dashboard; saved: Card }) {
  const { query, path } = usePlace();
  const { mayChange } = useRights();
  const metrics = useMetrics();
  const change = useChangeDashboard(dashboard.id);
  const card = useMemo(() => cardOfQuery(query, saved), [query, saved]);
  const metric = metrics.data?.find((known) => known.id === card.metric);
  const shown = useMemo(() => ({ ...card, title: card.title.trim() === "" ? (metric?.name ?? "") : card.title }), [card, metric]);
  // The draft may be one that was begun earlier: before a reload, in another session, or by somebody who has sent the link. Where it is as the
  // card is, it begins now.
  const [begun, begin] = useState(() => query.get(markName) ?? markOf(saved));
  const mark = isSame(shown, saved) ? markOf(saved) : begun;
  if (mark !== begun) begin(mark);
  const isChanged = saved.id !== blank.id && mark !== markOf(saved);
  const canSave = metric !== undefined && [...shown.title].length <= longestTitle && !hasNoKeys(card, metric) && (card.keys?.length ?? 0) <= mostKeys;
  // The way back leads past the editor: what has been saved is no draft any more, and a new card would be added once more.
  const leave = () => go(href(["dashboard", dashboard.id], viewOf(query)), { replace: true });
  // The second of two quick clicks comes before the button shows that it is busy, and would add a new card once more.
  const isSaving = useRef(false);
  const save = () => {
    if (isSaving.current) return;
    isSaving.current = true;
    change.mutate((old) => ({ ...old, cards: withCard(old.cards, shown) }), { onSuccess: leave, onError: () => void (isSaving.current = false) });
  };

  return (
    <>
      <Title order={1} size="h2">
        {saved.id === blank.id ? "New card" : "Edit card"}
      </Title>
      <div className="editor">
        <Frame withBorder component="section" aria-label="Settings">
          <CardForm card={card} metric={metric} onChange={(next) => go(href(path, { ...viewOf(query), ...queryOfCard(next), [markName]: saved.id === blank.id ? undefined : mark }), { replace: true })} />
        </Frame>
        <div className="editor-preview">
          <div className="editor-card" aria-label="Preview" role="region" data-chart={card.chart}>
            {metric === undefined ? (
              <section className="card">
                <Text c="dimmed" className="card-message">
                  {card.metric === 0 ? "Choose a metric to see it here." : "There is no such metric. Choose another one."}
                </Text>
              </section>
            ) : (
              <CardView card={shown} metric={metric} refresh={dashboard.refreshSeconds * 1000 || false} hasMenu={false} />
            )}
          </div>
          {isChanged && <Alert color="orange">Somebody has changed this card meanwhile. To save it takes that back; Cancel leaves it.</Alert>}
          <NotSaved of={change.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={leave}>
              Cancel
            </Button>
            {mayChange && (
              <Button onClick={save} disabled={!canSave} loading={change.isPending}>
                Save card
              </Button>
            )}
          </Group>
        </div>
      </div>
    </>
  );
}

/** Whether two states of a card are the same to its editor, wherever it stands. */
function isSame(a: Card, b: Card): boolean {
  return JSON.stringify(queryOfCard(a)) === JSON.stringify(queryOfCard(b));
}

/** The cards with this one in place of the one of its id; a new one comes to the first place that is free. */
function withCard(cards: readonly Card[], card: Card): Card[] {
  if (card.id !== blank.id) return cards.map((known) => (known.id === card.id ? card : known));
  return [...cards, { ...card, id: newId(card.title), layout: freePlace(cards, card.layout) }];
}
