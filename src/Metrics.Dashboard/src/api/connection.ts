import { createStore, useStore } from "./store";

/** Where the API is: beside the page, under whatever path a proxy puts both. */
export const serverUrl = new URL(".", document.baseURI).href.replace(/\/$/, "");

/** Since when the server has not been answering, or null while it does. */
const awaySince = createStore<Date | null>(null);

export const isAway = () => awaySince.get() !== null;
export const useAwaySince = () => useStore(awaySince);

export function noteAnswer(): void {
  awaySince.set(null);
}

export function noteSilence(): void {
  awaySince.set(awaySince.get() ?? new Date());
}

/** How many signs there have been that the server is there. */
let signs = 0;

/** Takes note of an answer to something else, below 500. It does not say that the server is ready, but that it is there. */
export function noteSign(): void {
  signs++;
}

/** How long the server may take to say whether it is ready, in milliseconds. */
const probeTimeout = 10_000;

/** The look that is under way. */
let look: Promise<boolean> | null = null;

/** Asks whether the server is ready, and takes note of it. Whoever asks while that is under way gets the same answer. */
export function checkReadiness(): Promise<boolean> {
  look ??= probe().finally(() => (look = null));
  return look;
}

/**
 * One that is not ready says 503; what refuses the question is a proxy that does not pass it on, and says nothing against the server.
 * Where the look alone has failed, and something else was answered meanwhile, it was about the look alone, and the server is there.
 */
async function probe(): Promise<boolean> {
  const before = signs;
  const status = await fetch(`${serverUrl}/health/ready`, { signal: AbortSignal.timeout(probeTimeout) }).then((answer) => answer.status, () => null);
  const isThere = (status !== null && status < 500) || (status !== 503 && signs > before);
  if (isThere) noteAnswer();
  else noteSilence();
  return !isAway();
}
