import { useEffect, useState } from "react";

/** For what is shown over the page from its first moment on: when it goes, the focus is back where it was, or at the button of the menu in which it was. */
export function useFocusBack(): void {
  const [before] = useState(focused);
  useEffect(
    () => () => {
      if (document.activeElement === document.body) before?.focus({ preventScroll: true });
    },
    [before],
  );
}

/** A menu is gone by then. It is named after its button. */
function focused(): HTMLElement | null {
  const button = document.activeElement?.closest('[role="menu"]')?.getAttribute("aria-labelledby");
  return button == null ? (document.activeElement as HTMLElement | null) : document.getElementById(button);
}
