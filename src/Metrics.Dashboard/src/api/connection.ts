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

/** How long the server may take to say whether it is ready, in milliseconds. */
const probeTimeout = 10_000;

/** Asks whether the server is ready, and takes note of it. One that is not says 503; what refuses the question is a proxy that does not pass it on, and says nothing against the server. */
export async function checkReadiness(): Promise<boolean> {
  const ready = await fetch(`${serverUrl}/health/ready`, { signal: AbortSignal.timeout(probeTimeout) }).then((answer) => answer.status < 500, () => false);
  if (ready) noteAnswer();
  else noteSilence();
  return ready;
}
