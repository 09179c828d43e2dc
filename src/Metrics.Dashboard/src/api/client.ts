import createClient, { type Middleware } from "openapi-fetch";
import { checkReadiness, isAway, serverUrl } from "./connection";
import { type Exact, quoteValues } from "./exact";
import { ApiError, ServerAwayError } from "./failures";
import type { paths } from "./schema";
import { authorizationOf, currentToken, signOut } from "./session";

/** How long an answer may take, with all that is in it, in milliseconds. It may be a million values over a slow line. */
const timeout = 60_000;

async function fetchOrAway(request: Request): Promise<Response> {
  const answer = await orFailure(fetch(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(timeout)]) }));
  // It may be about one request alone, so the server is asked, or a gateway in between. An answer says as little of the others: that
  // the server is back the banner finds out.
  if (answer.status >= 502 && answer.status <= 504) await checkReadiness();
  return answer;
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
  async onResponse({ request, response }) {
    const text = await orFailure(response.text());
    if (response.ok) return new Response(response.status === 204 ? null : quoteValues(text), response);

    // A refusal of a token that has been replaced meanwhile says nothing about the new one.
    if (response.status === 401 && request.headers.get("Authorization") === authorizationOf(currentToken() ?? "")) {
      signOut("The server does not accept this token.");
    }

    throw new ApiError(response.status, messageOf(text) ?? `The server answered ${response.status}.`);
  },
};

/** The API, typed from its OpenAPI document. A failure is thrown: an ApiError, or a ServerAwayError. */
export const api = createClient<paths, "application/json">({ baseUrl: serverUrl, fetch: fetchOrAway });
api.use(middleware);

/** The `data` of a successful answer, its values exact. */
export async function dataOf<Data>(answer: Promise<{ data?: { data?: Data | null } }>): Promise<Exact<NonNullable<Data>>> {
  return (await answer).data!.data as Exact<NonNullable<Data>>;
}

/** Whether to try a read again: what the server has refused it will refuse again; while it is away the probe waits for it. */
export function shouldRetry(failures: number, failure: Error): boolean {
  return failures < 2 && failure instanceof ApiError && failure.isTransient && !isAway();
}

function messageOf(body: string): string | undefined {
  try {
    const message: unknown = (JSON.parse(body) as { message?: unknown }).message;
    return typeof message === "string" && message !== "" ? message : undefined;
  } catch {
    return undefined;
  }
}
