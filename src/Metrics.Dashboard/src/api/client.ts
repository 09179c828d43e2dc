import createClient, { type Middleware } from "openapi-fetch";
import { noteDate } from "./clock";
import { checkReadiness, isAway, noteSign, serverUrl } from "./connection";
import { type Exact, quoteValues } from "./exact";
import { ApiError, ServerAwayError } from "./failures";
import { Queue } from "./queue";
import type { paths } from "./schema";
import { authorizationOf, currentToken, signOut } from "./session";

/** How long an answer may take, with all that is in it, in milliseconds. It may be a million values over a slow line. */
const timeout = 60_000;

/**
 * At most so many reads are under way at a time. To one server browsers have six connections at most, and what waits for one of
 * them would use up the time of its answer. So a change, or the look whether the server is ready, always finds one too.
 */
const reads = new Queue(4);

async function send(request: Request): Promise<Response> {
  const { answer, text } = await orFailure(request.method === "GET" ? reads.run(() => exchange(request), request.signal) : exchange(request));
  // It may be about one request alone, so the server is asked, or a gateway in between. An answer says as little of the others: that
  // the server is back the banner finds out.
  if (answer.status >= 502 && answer.status <= 504) await checkReadiness();
  if (answer.ok) return new Response(answer.status === 204 ? null : quoteValues(text), answer);

  // A refusal of a token that has been replaced meanwhile says nothing about the new one.
  if (answer.status === 401 && request.headers.get("Authorization") === authorizationOf(currentToken() ?? "")) {
    signOut("The server does not accept this token.");
  }

  throw new ApiError(answer.status, messageOf(text) ?? `The server answered ${answer.status}.`, pauseOf(answer));
}

/** Sends a request and takes in all of the answer, which is what it has a connection for. */
async function exchange(request: Request): Promise<{ answer: Response; text: string }> {
  const answer = await fetch(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(timeout)]) });
  if (answer.status < 500) noteSign();
  noteDate(answer.headers.get("Date"));
  return { answer, text: await answer.text() };
}

/** Where no answer comes, or none to its end, the server is away, unless it says that it is ready: then it is about one request alone. */
async function orFailure<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (failure) {
    if (failure instanceof DOMException && failure.name === "AbortError") throw failure;
    throw (await checkReadiness()) ? new ApiError(504, "The answer did not come to its end.") : new ServerAwayError();
  }
}

const middleware: Middleware = {
  onRequest({ request }) {
    const token = currentToken();
    if (token !== null) request.headers.set("Authorization", authorizationOf(token));
    return request;
  },
};

/** The API, typed from its OpenAPI document. A failure is thrown: an ApiError, or a ServerAwayError. */
export const api = createClient<paths, "application/json">({ baseUrl: serverUrl, fetch: send });
api.use(middleware);

/** The `data` of a successful answer, its values exact. */
export async function dataOf<Data>(answer: Promise<{ data?: { data?: Data | null } }>): Promise<Exact<NonNullable<Data>>> {
  return (await answer).data!.data as Exact<NonNullable<Data>>;
}

/** Whether to try a read again: what the server has refused it will refuse again; while it is away the probe waits for it. */
export function shouldRetry(failures: number, failure: Error): boolean {
  return failures < 2 && failure instanceof ApiError && failure.isTransient && !isAway();
}

/** The longest time that a server can ask to be left alone, in milliseconds. */
const longestPause = 10_000;

/** How long to wait before a read is tried again, in milliseconds: twice as long each time, and no shorter than the server asks for. */
export function pauseBefore(failures: number, failure: Error): number {
  const asked = failure instanceof ApiError ? failure.pause : 0;
  return Math.max(1_000 * 2 ** failures, Math.min(asked, longestPause));
}

/** How long the server asks to be left alone, in milliseconds; 0 where it does not say. */
function pauseOf({ headers }: Response): number {
  const seconds = Number(headers.get("Retry-After"));
  return seconds > 0 ? seconds * 1_000 : 0;
}

function messageOf(body: string): string | undefined {
  try {
    const message: unknown = (JSON.parse(body) as { message?: unknown }).message;
    return typeof message === "string" && message !== "" ? message : undefined;
  } catch {
    return undefined;
  }
}
