import { afterEach, expect, it, vi } from "vitest";

vi.hoisted(() => {
  vi.stubGlobal("document", { baseURI: "http://server/" });
  vi.stubGlobal("sessionStorage", { getItem: () => null, setItem: () => {}, removeItem: () => {} });
});

const { api } = await import("./client");
const { checkReadiness, isAway, noteAnswer } = await import("./connection");
const { ServerAwayError } = await import("./failures");

/** A signal that gives up when the test says so, in place of one that does after a minute. */
function timer(): AbortController {
  const control = new AbortController();
  vi.spyOn(AbortSignal, "timeout").mockReturnValue(control.signal);
  return control;
}

const late = () => new DOMException("", "TimeoutError");
const whenAborted = (signal: AbortSignal) => new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));

afterEach(() => {
  vi.restoreAllMocks();
  noteAnswer();
});

/** A server that takes requests and never answers them, and says or does not say that it is ready. */
const hangs = (isReady: boolean) =>
  vi.stubGlobal("fetch", vi.fn((request: Request | string, { signal }: { signal: AbortSignal }) => (typeof request !== "string" ? whenAborted(signal) : Promise.resolve(new Response(null, { status: isReady ? 200 : 503 })))));

it("A server that takes a request and does not answer counts as away, unless it says that it is ready", async () => {
  for (const isReady of [false, true]) {
    const time = timer();
    hangs(isReady);
    const failed = expect(api.GET("/v2/me")).rejects.toThrow(isReady ? "The answer did not come to its end." : new ServerAwayError());
    await vi.waitFor(() => expect(fetch).toHaveBeenCalled());
    time.abort(late());
    await failed;
    expect(isAway()).toBe(!isReady);
  }
});

it("An answer that breaks off, or stops in the middle, is a failure", async () => {
  for (const failure of [new TypeError("network error"), late()]) {
    const body = new ReadableStream({ pull: (control) => control.error(failure) });
    vi.stubGlobal("fetch", (request: Request | string) => Promise.resolve(new Response(typeof request === "string" ? null : body)));
    await expect(api.GET("/v2/me")).rejects.toThrow("The answer did not come to its end.");
    expect(isAway()).toBe(false);
  }
});

it("A request that the page gives up says nothing about the server", async () => {
  timer();
  const page = new AbortController();
  hangs(true);
  const failed = expect(api.GET("/v2/me", { signal: page.signal })).rejects.toHaveProperty("name", "AbortError");
  await vi.waitFor(() => expect(fetch).toHaveBeenCalled());
  page.abort();
  await failed;
  expect(isAway()).toBe(false);
});

it("A server that is not ready stays so until it says otherwise, whatever of it still answers", async () => {
  let isReady = false;
  const statusOf = (request: Request | string) => (typeof request === "string" ? (isReady ? 200 : 503) : request.url.endsWith("/me") ? 200 : 503);
  vi.stubGlobal("fetch", (request: Request | string) => Promise.resolve(new Response("{}", { status: statusOf(request) })));
  await expect(api.GET("/v2/customMetrics")).rejects.toThrow();
  expect(isAway()).toBe(true);
  await api.GET("/v2/me");
  expect(isAway()).toBe(true);
  isReady = true;
  await checkReadiness();
  expect(isAway()).toBe(false);
});

it("A gateway in between that fails one request says nothing about the server, as long as it is ready", async () => {
  for (const status of [502, 503, 504]) {
    vi.stubGlobal("fetch", (request: Request | string) => Promise.resolve(new Response("{}", { status: typeof request === "string" ? 200 : status })));
    await expect(api.GET("/v2/customMetrics")).rejects.toThrow(`The server answered ${status}.`);
    expect(isAway()).toBe(false);
  }
});

it("A proxy that does not pass on the question whether the server is ready says that it answers, not that it is away", async () => {
  for (const status of [401, 403, 404]) {
    vi.stubGlobal("fetch", (request: Request | string) => (typeof request === "string" ? Promise.resolve(new Response(null, { status })) : Promise.reject(new TypeError("network error"))));
    await expect(api.GET("/v2/me")).rejects.toThrow("The answer did not come to its end.");
    expect(isAway()).toBe(false);
  }
});

it("A look whether the server is ready has an end too", async () => {
  const time = timer();
  vi.stubGlobal("fetch", (_: string, { signal }: { signal: AbortSignal }) => whenAborted(signal));
  const ready = checkReadiness();
  time.abort(late());
  expect(await ready).toBe(false);
  expect(isAway()).toBe(true);
});
