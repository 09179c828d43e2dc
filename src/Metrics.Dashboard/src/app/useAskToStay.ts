import { useEffect } from "react";

/** Has the browser ask before it leaves the page, or loads it again, while something would be lost with it. */
export function useAskToStay(isNeeded: boolean): void {
  useEffect(() => {
    if (!isNeeded) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [isNeeded]);
}
