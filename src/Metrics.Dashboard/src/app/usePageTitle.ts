import { useDocumentTitle } from "@mantine/hooks";

/** What the tab, the history and bookmarks call a page. Without a name it is the start, or what it shows is not known yet. */
export function usePageTitle(name?: string): void {
  useDocumentTitle(name === undefined ? "Metrics" : `${name} – Metrics`);
}
