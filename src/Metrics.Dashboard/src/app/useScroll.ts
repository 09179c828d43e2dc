import { useEffect, useLayoutEffect, useRef } from "react";

/** How far down each entry of the history was, by the name in its state, in pixels. */
const tops = new Map<unknown, number>();

/** A page begins at its top, and where the way back or forth leads to it again, where it was left. The browser does that for documents alone. */
export function useScroll(path: readonly string[]): void {
  const shown = useRef<unknown>(null);
  useEffect(() => {
    // On the way back browsers scroll before the page has changed, as far down as the one that is about to go is long.
    const keep = () => {
      if (entry() === shown.current) tops.set(shown.current, scrollY);
    };
    addEventListener("scroll", keep, { passive: true });
    return () => removeEventListener("scroll", keep);
  }, []);

  const page = path.join("/");
  useLayoutEffect(() => {
    shown.current = entry();
  });
  useLayoutEffect(() => void scrollTo(0, tops.get(entry()) ?? 0), [page]);
}

/** The name of the entry that is shown. One without a name is new. */
function entry(): unknown {
  if (history.state === null) history.replaceState(`${Date.now()} ${Math.random()}`, "");
  return history.state;
}
