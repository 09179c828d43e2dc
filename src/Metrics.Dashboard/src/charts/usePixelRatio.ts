import { useSyncExternalStore } from "react";

/** How many pixels of the screen there are for one of the page: it changes as one zooms, or moves the window to another screen. */
export function usePixelRatio(): number {
  return useSyncExternalStore(subscribe, () => devicePixelRatio);
}

function subscribe(listener: () => void): () => void {
  const over = new AbortController();
  // A query says only that it is no longer the same, so there is a new one for each.
  const watch = () =>
    matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener(
      "change",
      () => {
        watch();
        listener();
      },
      { once: true, signal: over.signal },
    );
  watch();
  return () => over.abort();
}
