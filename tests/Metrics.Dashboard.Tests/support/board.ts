import type { Locator, Page } from "@playwright/test";
import type { Client } from "./organization";

/** Saves a dashboard, called `Board`, with a number and a table of one metric, whose id it returns. */
export async function twoCards(client: Client): Promise<number> {
  const id = await client.create({ name: "runs", dataType: "Sum", interval: "Daily" });
  await client.add(id, { value: 41 });
  await client.saveDashboard("board", "Board", [
    { title: "First", metric: id, chart: "Number" },
    { title: "Second", metric: id, chart: "Table" },
  ]);
  return id;
}

/** The card of that title. */
export const card = (page: Page, title: string): Locator => page.getByRole("region", { name: title, exact: true });

/** Whether the browser would ask before it leaves the page, as while changes are being saved. */
export const asksToStay = (page: Page): Promise<boolean> => page.evaluate(() => !dispatchEvent(new Event("beforeunload", { cancelable: true })));
