import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, dataOf } from "./client";
import type { components } from "./schema";

export type Dashboard = components["schemas"]["Dashboard"];
export type DashboardSummary = components["schemas"]["DashboardSummary"];
export type Card = components["schemas"]["Card"];
export type CardLayout = components["schemas"]["CardLayout"];
export type CardChart = components["schemas"]["CardChart"];

/** What a dashboard holds besides its id and version. */
export type DashboardContent = Pick<Dashboard, "name" | "refreshSeconds" | "cards">;

const list = ["dashboards"] as const;
const one = (id: string) => ["dashboard", id] as const;

/** How often an open page looks whether somebody has changed a dashboard, in milliseconds. */
const refresh = 60_000;

/** The server's sign for a dashboard that is not there yet. */
const none = 0;

/** All dashboards of the organization, by name. */
export function useDashboards() {
  return useQuery({
    queryKey: list,
    queryFn: async ({ signal }) => (await dataOf(api.GET("/v2/dashboards", { signal }))).dashboard,
    refetchInterval: refresh,
  });
}

export function useDashboard(id: string) {
  const client = useQueryClient();
  return useQuery({
    queryKey: one(id),
    queryFn: async ({ signal }) => {
      const saved = await readDashboard(id, signal);
      // While a change is on its way, the server does not know yet what the page already shows.
      const shown = client.isMutating({ mutationKey: one(id) }) > 0 ? client.getQueryData<Dashboard>(one(id)) : undefined;
      return shown !== undefined && saved.version <= shown.version ? shown : saved;
    },
    refetchInterval: refresh,
  });
}

export async function readDashboard(id: string, signal?: AbortSignal): Promise<Dashboard> {
  return (await dataOf(api.GET("/v2/dashboards/{id}", { params: { path: { id } }, ...(signal === undefined ? {} : { signal }) }))).dashboard;
}

/**
 * Changes a dashboard, on the page at once and then at the server, one change after the other. Where somebody else has
 * changed it meanwhile the server refuses, and the page shows what is saved.
 */
export function useChangeDashboard(id: string) {
  const client = useQueryClient();
  const key = one(id);
  return useMutation({
    mutationKey: key,
    scope: { id: key.join(" ") },
    onMutate: async (change: (dashboard: Dashboard) => Dashboard) => {
      await client.cancelQueries({ queryKey: key });
      const before = client.getQueryData<Dashboard>(key);
      if (before !== undefined) client.setQueryData(key, change(before));
      return { before };
    },
    mutationFn: () => save(id, client.getQueryData<Dashboard>(key)!),
    onSuccess: ({ version }) => {
      client.setQueryData<Dashboard>(key, (shown) => shown && { ...shown, version });
      void client.invalidateQueries({ queryKey: list });
    },
    onError: (_failure, _change, started) => {
      client.setQueryData(key, started?.before);
      void client.invalidateQueries({ queryKey: key });
    },
  });
}

/** Saves a new dashboard, under an id that nobody uses yet. */
export function useCreateDashboard() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (content: DashboardContent) => save(newId(content.name), { ...content, version: none }),
    onSuccess: (saved) => {
      client.setQueryData(one(saved.id), saved);
      return client.invalidateQueries({ queryKey: list });
    },
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
