/** How long to wait before something is loaded again, in milliseconds. */
const pause = 5_000;

/** Loads something, again and again until it comes, or until `signal` says that it is no longer wanted. `onFailure` is called after each try in vain. */
export async function untilLoaded<T>(load: () => Promise<T>, onFailure: () => void, signal: AbortSignal): Promise<T | null> {
  while (!signal.aborted) {
    try {
      return await load();
    } catch {
      onFailure();
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }

  return null;
}
