import { useEffect, useLayoutEffect } from "react";

/** How far down each entry of the history was, by the name in its state, in pixels. */
const tops = new Map<unknown, number>();

/** A page begins at its top, and where the way back or forth leads to it again, where it was left. The browser does that for documents alone. */
export function useScroll(path: readonly string[]): void {
  useEffect(() => {
    const keep = () => void tops.set(entry(), scrollY);
    addEventListener("scroll", keep, { passive: true });
    return () => removeEventListener("scroll", keep);
  }, []);

  const page = path.join("/");
  useLayoutEffect(() => void scrollTo(0, tops.get(entry()) ?? 0), [page]);
}

/** The name of the entry that is shown. One without a name is new. */
function entry(): unknown {
  if (history.state === null) history.replaceState(`${Date.now()} ${Math.random()}`, "");
  return history.state;
}
