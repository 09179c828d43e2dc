import { serverUrl } from "./connection";
import { createStore, useStore } from "./store";

const storageKey = "metrics.token";

/** The token of the user who is signed in, or null. It is kept for this tab, until the tab is closed; where the browser keeps nothing, until a reload. */
const token = createStore<string | null>(ifAllowed(() => sessionStorage.getItem(storageKey)));

/** Why the user has to sign in again, in words, or null. */
const farewell = createStore<string | null>(null);

/** Whether changes were on their way when the server signed the user out, of which nobody knows whether they were saved. */
const lostChanges = createStore(false);

/** Why the token of a link was not taken in place of the one before, in words, or null. */
const linkFailure = createStore<string | null>(null);

/** The look whether the server accepts the token of the latest link. */
let look = new AbortController();

export const currentToken = token.get;
export const useToken = () => useStore(token);
export const useFarewell = () => useStore(farewell);
export const useLostChanges = () => useStore(lostChanges);
export const useLinkFailure = () => useStore(linkFailure);

export function noteLostChanges(): void {
  lostChanges.set(true);
}

export function dismissLinkFailure(): void {
  linkFailure.set(null);
}

/** The header that proves who one is. The server reads it as UTF-8, and browsers take headers byte by byte, each byte as a character. */
export function authorizationOf(token: string): string {
  return `Bearer ${String.fromCharCode(...new TextEncoder().encode(token))}`;
}

export function signIn(value: string): void {
  // Where there is no room for it, the one before is not what a reload should bring back.
  forget();
  ifAllowed(() => sessionStorage.setItem(storageKey, value));
  farewell.set(null);
  dismissLinkFailure();
  token.set(value);
}

export function signOut(reason: string | null = null): void {
  // Who signs out does not want to be signed in by a link right after. Where the server signs one out, the link may be just what helps.
  if (reason === null) look.abort();
  forget();
  lostChanges.set(false);
  farewell.set(reason);
  token.set(null);
}

function forget(): void {
  ifAllowed(() => sessionStorage.removeItem(storageKey));
}

/** Null where the browser does not let the page keep anything: it may be told to, for one site or for all, or have no room left. */
function ifAllowed<T>(use: () => T): T | null {
  try {
    return use();
  } catch {
    return null;
  }
}

/**
 * Takes the token out of an address like `/#token=...`, as the server prints it when it starts. The address, and with it
 * the history of the browser, keeps nothing of it. Works for an address that is opened later in the same tab too.
 */
export function adoptTokenOfAddress(): void {
  const adopt = () => {
    const found = /^#token=(.+)$/.exec(location.hash)?.[1];
    if (found !== undefined) {
      history.replaceState(null, "", `${location.pathname}${location.search}#/`);
      void take(decoded(found).trim());
    }
  };
  adopt();
  addEventListener("hashchange", adopt);
}

/** How long the server may take to say whether it accepts the token of a link, in milliseconds. */
const timeout = 10_000;

/** Signs in with the token of a link. Who is signed in with another one stays so until the server accepts this one. */
async function take(found: string): Promise<void> {
  look.abort();
  const before = token.get();
  if (before === null || before === found) return signIn(found);

  look = new AbortController();
  const { signal } = look;
  const request = { headers: { Authorization: authorizationOf(found) }, signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]) };
  const status = await fetch(`${serverUrl}/v2/me`, request).then((answer) => answer.status, () => null);
  // Somebody may have followed another link meanwhile, signed out, or signed in with another token.
  const now = token.get();
  if (signal.aborted || (now !== null && now !== before)) return;
  if (status === 200) signIn(found);
  else if (now === null) return;
  else if (status === 400 || status === 401) linkFailure.set("The token of this link is not accepted; you are still signed in as before.");
  else linkFailure.set("The token of this link could not be checked; you are still signed in as before. Open the link again.");
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
