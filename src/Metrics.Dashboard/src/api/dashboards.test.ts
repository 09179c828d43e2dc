import { MutationObserver, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { beforeEach, expect, it, vi } from "vitest";
import { changeDashboard, type Dashboard, isSaving, readDashboard, useIsSaving, useUnsaved } from "./dashboards";
import { ApiError, ServerAwayError } from "./failures";

const { get, put } = vi.hoisted(() => ({ get: vi.fn(), put: vi.fn() }));
vi.mock("./client", () => ({ api: { GET: get, PUT: put }, dataOf: async (answer: Promise<unknown>) => ({ dashboard: await answer }) }));

const first: Dashboard = { id: "d", name: "as saved", refreshSeconds: 30, cards: [], version: 1 };
const named = (suffix: string) => (old: Dashboard) => ({ ...old, name: `${old.name}${suffix}` });
const saving = (_path: string, { body }: { body: Dashboard }) => Promise.resolve({ ...body, id: "d", version: body.version + 1 });
const failing = (failure: Error) => () => Promise.reject(failure);

let client: QueryClient;
beforeEach(() => {
  put.mockReset();
  client = new QueryClient({ defaultOptions: { mutations: { networkMode: "always" } } });
  client.setQueryData(["dashboard", "d"], { saved: first, shown: first });
});

/** Makes changes one right after the other, as keys do that are pressed, and says what became of each. */
function change(...suffixes: string[]) {
  const observer = new MutationObserver(client, changeDashboard(client, "d"));
  return Promise.all(suffixes.map((suffix) => observer.mutate(named(suffix)).then(() => "saved", (failure: Error) => failure.message)));
}

const shown = () => client.getQueryData<{ shown: Dashboard }>(["dashboard", "d"])!.shown;
const sent = () => put.mock.calls.map(([, { body }]) => [body.name, body.version]);

it("Changes are shown at once and saved one after the other, each of the version that the one before it made", async () => {
  let answer = () => {};
  const answered = new Promise<void>((resolve) => (answer = resolve));
  put.mockImplementation((...request: Parameters<typeof saving>) => answered.then(() => saving(...request)));
  const done = [change(" a")];
  await vi.waitFor(() => expect(put).toHaveBeenCalled());
  done.push(change(" b"));
  await vi.waitFor(() => expect(shown().name).toBe("as saved a b"));
  answer();
  expect(await Promise.all(done)).toEqual([["saved"], ["saved"]]);
  expect(sent()).toEqual([["as saved a", 1], ["as saved a b", 2]]);
  expect(shown().name).toBe("as saved a b");
});

it("Where a change fails, those behind it fail with it: what is shown is what is saved, and no old state is saved anew", async () => {
  put.mockImplementationOnce(failing(new ServerAwayError())).mockImplementation(saving);
  expect(await change(" a", " b", " c")).toEqual(Array(3).fill("The server does not answer."));
  expect(shown()).toEqual(first);
  expect(put).toHaveBeenCalledTimes(1);
});

it("What was saved before a failure stays, and a change after it is made of that", async () => {
  put.mockImplementationOnce(saving).mockImplementationOnce(failing(new ApiError(409, "changed meanwhile"))).mockImplementation(saving);
  expect(await change(" a")).toEqual(["saved"]);
  expect(await change(" b", " c")).toEqual(["changed meanwhile", "changed meanwhile"]);
  expect(shown().name).toBe("as saved a");
  expect(await change(" d")).toEqual(["saved"]);
  expect(sent().at(-1)).toEqual(["as saved a d", 2]);
});

it("Several that fail one after the other leave what is saved", async () => {
  put.mockImplementation(failing(new ApiError(503, "not ready")));
  for (const suffix of [" a", " b"]) expect(await change(suffix)).toEqual(["not ready"]);
  expect(shown()).toEqual(first);
});

it("The failure is there for a page that was not shown when it came, until a change is saved", async () => {
  const Unsaved = () => useUnsaved("d")?.message ?? "saved";
  const said = () => renderToStaticMarkup(createElement(QueryClientProvider, { client }, createElement(Unsaved)));
  put.mockImplementationOnce(saving).mockImplementationOnce(failing(new ServerAwayError())).mockImplementation(saving);
  expect(said()).toBe("saved");
  await change(" a");
  expect(said()).toBe("saved");
  await change(" b", " c");
  expect(said()).toBe("The server does not answer.");
  await change(" d");
  expect(said()).toBe("saved");
});

it("Changes are on their way until the server has answered, also those that wait behind another", async () => {
  const Saving = () => ["d", "other", undefined].map((id) => useIsSaving(id)).join();
  const said = () => [renderToStaticMarkup(createElement(QueryClientProvider, { client }, createElement(Saving))), isSaving(client)];
  let answer = () => {};
  const answered = new Promise<void>((resolve) => (answer = resolve));
  put.mockImplementation((...request: Parameters<typeof saving>) => answered.then(() => saving(...request)));
  expect(said()).toEqual(["false,false,false", false]);
  const done = change(" a", " b");
  await vi.waitFor(() => expect(put).toHaveBeenCalled());
  expect(said()).toEqual(["true,false,true", true]);
  answer();
  await done;
  expect(said()).toEqual(["false,false,false", false]);
});

it("What leaves a dashboard as it is is not saved, as that of an arrow key at the edge of the grid", async () => {
  put.mockImplementation(saving);
  const observer = new MutationObserver(client, changeDashboard(client, "d"));
  await observer.mutate((old) => ({ ...old, cards: [...old.cards] }));
  expect(put).not.toHaveBeenCalled();
  expect(await change(" a")).toEqual(["saved"]);
  expect(sent()).toEqual([["as saved a", 1]]);
});

it("A name that leads elsewhere in a path is that of no dashboard, and is not asked for", async () => {
  for (const id of [".", ".."]) await expect(readDashboard(id)).rejects.toMatchObject({ status: 404 });
  expect(get).not.toHaveBeenCalled();
});
