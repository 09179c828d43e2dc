import { useLayoutEffect, useRef } from "react";

/**
 * Another page takes the focus to its heading, or to its beginning where the heading is still to come: else the focus would be
 * gone with the link that led there, and who hears the page would not hear of it. Where a part of the page has taken it, it stays.
 */
export function useFocusOnPage(path: readonly string[]): void {
  const page = path.join("/");
  const before = useRef(page);
  useLayoutEffect(() => {
    if (before.current === page) return;
    before.current = page;
    const main = document.querySelector("main");
    const active = document.activeElement;
    if (main === null || (active !== main && main.contains(active))) return;
    const target = main.querySelector("h1") ?? main;
    target.tabIndex = -1;
    // Else a click beside everything would give it the focus later, and with it the next page would take none.
    target.addEventListener("blur", () => target.removeAttribute("tabindex"), { once: true });
    target.focus({ preventScroll: true });
  }, [page]);
}
