import { hashKey, type Mutation, mutationOptions, type QueryClient, useIsMutating, useMutation, useMutationState, useQuery, useQueryClient } from "@tanstack/react-query";
import { type Answer, useAnswer } from "./answer";
import { api, dataOf } from "./client";
import { ApiError, isUnknown } from "./failures";
import type { components } from "./schema";

export type Dashboard = components["schemas"]["Dashboard"];
export type DashboardSummary = components["schemas"]["DashboardSummary"];
export type Card = components["schemas"]["Card"];
export type CardLayout = components["schemas"]["CardLayout"];
export type CardChart = components["schemas"]["CardChart"];

/** What a dashboard holds besides its id and version. */
export type DashboardContent = Pick<Dashboard, "name" | "refreshSeconds" | "cards">;

const list = ["dashboards"] as const;
const each = ["dashboard"] as const;
const one = (id: string) => [...each, id] as const;

/** How often an open page looks whether somebody has changed a dashboard, in milliseconds. */
const refresh = 60_000;

/** The server's sign for a dashboard that is not there yet. */
const none = 0;

/** All dashboards of the organization, by name. */
export function useDashboards(): Answer<DashboardSummary[]> {
  const query = useQuery({
    queryKey: list,
    queryFn: async ({ signal }) => (await dataOf(api.GET("/v2/dashboards", { signal }))).dashboard,
    refetchInterval: refresh,
  });
  return useAnswer(query, list);
}

/** A dashboard as the server has it, and as the page shows it: with the changes that are on their way. */
interface Known {
  readonly saved: Dashboard;
  readonly shown: Dashboard;
}

const asSaved = (saved: Dashboard): Known => ({ saved, shown: saved });

export function useDashboard(id: string): Answer<Dashboard> {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: one(id),
    queryFn: async ({ signal }) => {
      const saved = await readDashboard(id, signal);
      // While a change is on its way the page shows it. Whether somebody else was faster the server says when it is saved.
      const known = client.isMutating({ mutationKey: one(id) }) > 0 ? client.getQueryData<Known>(one(id)) : undefined;
      return known ?? asSaved(saved);
    },
    select: ({ shown }) => shown,
    refetchInterval: refresh,
  });
  return useAnswer(query, one(id));
}

export async function readDashboard(id: string, signal?: AbortSignal): Promise<Dashboard> {
  // An address may have anything here, and of a path browsers take `.` and `..` away: what is read then is something else.
  if (id === "." || id === "..") throw new ApiError(404, "There is no such dashboard.");
  return (await dataOf(api.GET("/v2/dashboards/{id}", { params: { path: { id } }, ...(signal === undefined ? {} : { signal }) }))).dashboard;
}

type Change = (dashboard: Dashboard) => Dashboard;

/**
 * Changes a dashboard, on the page at once and then at the server, one change after the other. Where one cannot be saved, as when
 * somebody else has changed the dashboard meanwhile, the page shows what is saved, and the changes that wait behind it fail with
 * it: they were made of what is not there.
 */
export function useChangeDashboard(id: string) {
  return useMutation(changeDashboard(useQueryClient(), id));
}

/** Why the latest change of a dashboard was not saved, also where another page was shown when that turned out; null where it was. */
export function useUnsaved(id: string): Error | null {
  const filters = { mutationKey: one(id), predicate: ({ state }: Mutation) => state.status === "error" || state.status === "success" };
  return useMutationState<Error | null, Mutation>({ filters, select: ({ state }) => state.error }).at(-1) ?? null;
}

/** Whether changes of a dashboard, or of any, are on their way to the server. */
export function useIsSaving(id?: string): boolean {
  return useIsMutating({ mutationKey: id === undefined ? each : one(id) }) > 0;
}

/** The same at this moment. */
export function isSaving(client: QueryClient): boolean {
  return client.isMutating({ mutationKey: each }) > 0;
}

/** Why changes that waited behind one that failed are not saved. */
const lost = new WeakMap<Change, Error>();

export function changeDashboard(client: QueryClient, id: string) {
  const key = one(id);
  return mutationOptions({
    mutationKey: key,
    scope: { id: key.join(" ") },
    onMutate: async (change: Change) => {
      await client.cancelQueries({ queryKey: key });
      if (!lost.has(change)) client.setQueryData<Known>(key, (known) => known && { ...known, shown: change(known.shown) });
    },
    mutationFn: async (change: Change) => {
      const failure = lost.get(change);
      if (failure !== undefined) throw failure;
      const { saved, shown } = client.getQueryData<Known>(key)!;
      // A card that an arrow key or the mouse has put where it was is none that has moved, and to save it would be in the way of others.
      return isSame(shown, saved) ? saved : save(id, { ...shown, version: saved.version });
    },
    onSuccess: async (saved) => {
      // A read that is under way may have seen what was there before.
      await client.cancelQueries({ queryKey: key });
      client.setQueryData<Known>(key, (known) => known && { ...known, saved });
      void client.invalidateQueries({ queryKey: list });
    },
    onError: (failure, change) => {
      if (lost.has(change)) return;
      for (const { state } of client.getMutationCache().findAll({ mutationKey: key, status: "pending" })) lost.set(state.variables as Change, failure);
      client.setQueryData<Known>(key, (known) => known && asSaved(known.saved));
      void client.invalidateQueries({ queryKey: key });
    },
  });
}

function isSame(a: DashboardContent, b: DashboardContent): boolean {
  const contentOf = ({ name, refreshSeconds, cards }: DashboardContent) => hashKey([name, refreshSeconds, cards]);
  return contentOf(a) === contentOf(b);
}

/** Saves a new dashboard, under an id that nobody uses yet. */
export function useCreateDashboard() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (content: DashboardContent) => save(newId(content.name), { ...content, version: none }),
    onSuccess: (saved) => {
      client.setQueryData(one(saved.id), asSaved(saved));
      return client.invalidateQueries({ queryKey: list });
    },
    // Where it may be saved all the same, the list says whether it is: the next try would make another one.
    onError: (failure) => void (isUnknown(failure) && client.invalidateQueries({ queryKey: list })),
  });
}

export function useDeleteDashboard() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (id: string) => {
      await api.DELETE("/v2/dashboards/{id}", { params: { path: { id } } });
    },
    onSuccess: () => client.invalidateQueries({ queryKey: list }),
  });
}

async function save(id: string, { name, refreshSeconds, cards, version }: DashboardContent & { version: number }): Promise<Dashboard> {
  return (await dataOf(api.PUT("/v2/dashboards/{id}", { params: { path: { id } }, body: { name, refreshSeconds, cards, version } }))).dashboard;
}

/** The longest part of a name that goes into an id. */
const longestSlug = 40;

/** An id for a dashboard or a card that people can read and that nothing else has. */
export function newId(name: string): string {
  const slug = name.toLowerCase().replace(/[^a-z0-9]+/g, "-").slice(0, longestSlug).replace(/^-|-$/g, "");
  const chance = crypto.getRandomValues(new Uint32Array(1))[0]!.toString(36);
  return slug === "" ? chance : `${slug}-${chance}`;
}
