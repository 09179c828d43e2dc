import { createStore, useStore } from "./store";

const storageKey = "metrics.token";

/** The token of the user who is signed in, or null. It is kept for this tab, until the tab is closed; where the browser keeps nothing, until a reload. */
const token = createStore<string | null>(ifAllowed(() => sessionStorage.getItem(storageKey)));

/** Why the user has to sign in again, in words, or null. */
const farewell = createStore<string | null>(null);

export const currentToken = token.get;
export const useToken = () => useStore(token);
export const useFarewell = () => useStore(farewell);

/** The header that proves who one is. The server reads it as UTF-8, and browsers take headers byte by byte, each byte as a character. */
export function authorizationOf(token: string): string {
  return `Bearer ${Array.from(new TextEncoder().encode(token), (byte) => String.fromCharCode(byte)).join("")}`;
}

export function signIn(value: string): void {
  // Where there is no room for it, the one before is not what a reload should bring back.
  forget();
  ifAllowed(() => sessionStorage.setItem(storageKey, value));
  farewell.set(null);
  token.set(value);
}

export function signOut(reason: string | null = null): void {
  forget();
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
      signIn(decoded(found));
    }
  };
  adopt();
  addEventListener("hashchange", adopt);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
