import { afterEach, expect, it, vi } from "vitest";

vi.hoisted(() => {
  vi.stubGlobal("document", { baseURI: "http://server/" });
  vi.stubGlobal("sessionStorage", { getItem: () => null, setItem: () => {}, removeItem: () => {} });
});

const { api, pauseBefore } = await import("./client");
const { checkReadiness, isAway, noteAnswer, noteSilence } = await import("./connection");
const { ApiError, ServerAwayError } = await import("./failures");

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

it("However many requests ask at once whether the server is ready, it is asked once", async () => {
  const probes = vi.fn(() => Promise.resolve(new Response(null, { status: 503 })));
  vi.stubGlobal("fetch", (request: Request | string) => (typeof request === "string" ? probes() : Promise.reject(new TypeError("network error"))));
  await Promise.all([1, 2, 3].map(() => expect(api.GET("/v2/me")).rejects.toThrow(new ServerAwayError())));
  expect(probes).toHaveBeenCalledTimes(1);
  await checkReadiness();
  expect(probes).toHaveBeenCalledTimes(2);
});

it("A look whether the server is ready that fails alone, while something else is answered, was about itself: the server is there", async () => {
  for (const [status, note] of [200, 404, 500].flatMap((status) => [noteAnswer, noteSilence].map((note) => [status, note] as const))) {
    note();
    const time = timer();
    vi.stubGlobal("fetch", (request: Request | string, { signal }: { signal: AbortSignal }) => (typeof request === "string" ? whenAborted(signal) : Promise.resolve(new Response("{}", { status }))));
    const ready = checkReadiness();
    await api.GET("/v2/me").catch(() => {});
    time.abort(late());
    expect(await ready).toBe(status < 500);
    expect(isAway()).toBe(status >= 500);
    noteAnswer();
  }
});

it("A server that says that it is not ready is taken at its word, whatever else is answered meanwhile", async () => {
  let answer = (_: Response) => {};
  vi.stubGlobal("fetch", (request: Request | string) => (typeof request === "string" ? new Promise<Response>((resolve) => (answer = resolve)) : Promise.resolve(new Response("{}"))));
  const ready = checkReadiness();
  await api.GET("/v2/me");
  answer(new Response(null, { status: 503 }));
  expect(await ready).toBe(false);
  expect(isAway()).toBe(true);
});

it("A read waits as long as the server asks for before it is tried again, up to ten seconds", async () => {
  const pauseAfter = async (retryAfter: string | null, failures: number) => {
    vi.stubGlobal("fetch", () => Promise.resolve(new Response("{}", { status: 429, headers: retryAfter === null ? {} : { "Retry-After": retryAfter } })));
    return pauseBefore(failures, await api.GET("/v2/me").then(() => new Error(), (failure: Error) => failure));
  };
  expect([await pauseAfter(null, 0), await pauseAfter("0", 1)]).toEqual([1_000, 2_000]);
  expect([await pauseAfter("5", 0), await pauseAfter("3", 2), await pauseAfter("3600", 0)]).toEqual([5_000, 4_000, 10_000]);
  expect(await pauseAfter("Wed, 21 Oct 2015 07:28:00 GMT", 0)).toBe(1_000);
  expect(pauseBefore(0, new ServerAwayError())).toBe(1_000);
  expect(new ApiError(404, "not found").pause).toBe(0);
});

it("Four reads are under way at a time, the time of the others begins when they are sent, and a change waits for none", async () => {
  const sent: string[] = [];
  const ends: (() => void)[] = [];
  const times = vi.spyOn(AbortSignal, "timeout");
  vi.stubGlobal("fetch", (request: Request) => {
    sent.push(request.method);
    // A read is under way until all of its answer is there.
    const body = new ReadableStream({ start: (control) => void ends.push(() => (control.enqueue(new TextEncoder().encode("{}")), control.close())) });
    return Promise.resolve(new Response(body));
  });
  const reads = [1, 2, 3, 4, 5, 6].map(() => api.GET("/v2/me"));
  await vi.waitFor(() => expect(sent).toHaveLength(4));
  const change = api.PUT("/v2/dashboards/{id}", { params: { path: { id: "d" } }, body: { name: "d", refreshSeconds: 30, cards: [] } });
  await vi.waitFor(() => expect(sent).toEqual(["GET", "GET", "GET", "GET", "PUT"]));
  expect(times).toHaveBeenCalledTimes(5);
  ends[0]!();
  await vi.waitFor(() => expect(sent).toHaveLength(6));
  expect(times).toHaveBeenCalledTimes(6);
  for (let place = 1; place < 7; place++) {
    await vi.waitFor(() => expect(ends[place]).toBeDefined());
    ends[place]!();
  }

  await Promise.all([...reads, change]);
});
