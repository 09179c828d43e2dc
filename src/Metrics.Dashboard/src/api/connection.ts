import { createStore, useStore } from "./store";

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
