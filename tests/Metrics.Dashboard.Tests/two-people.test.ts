import type { Page } from "@playwright/test";
import { card, twoCards } from "./support/board";
import { expect, test } from "./support/test";

/** Has the page read again what may have changed, as it does when one comes back to its tab. */
async function comeBack(page: Page): Promise<void> {
  await page.evaluate(() => window.dispatchEvent(new Event("visibilitychange")));
}

test("Who saves a dashboard that somebody else has changed meanwhile is told, and sees what is saved", async ({ page, client, open, watch }) => {
  watch.failuresExpected = true;
  const id = await twoCards(client);
  await open("#/dashboard/board?arrange=true");
  await expect(card(page, "First")).toContainText("41");
  await client.saveDashboard("board", "Changed", [{ title: "Theirs", metric: id, chart: "Number" }]);
  await page.getByRole("button", { name: "Move Second" }).press("ArrowLeft");
  await expect(page.getByRole("alert")).toContainText("The dashboard was changed meanwhile");
  await expect(page.getByRole("heading", { name: "Changed" })).toBeVisible();
  await expect(card(page, "Theirs")).toBeVisible();
});

test("Who edits a card that somebody else changes meanwhile is told before it is saved", async ({ page, client, open }) => {
  const id = await twoCards(client);
  await open("#/dashboard/board/card/card-0");
  await page.getByLabel("Title").fill("Mine");
  await client.saveDashboard("board", "Board", [{ title: "Theirs", metric: id, chart: "Number" }]);
  await comeBack(page);
  await expect(page.getByText("Somebody has changed this card meanwhile.")).toBeVisible();

  await page.getByRole("button", { name: "Save card" }).click();
  await expect(card(page, "Mine")).toBeVisible();
});

test("Who comes back to a card that one was editing, and that somebody else has changed since, is told before it is saved", async ({ page, client, open }) => {
  const id = await twoCards(client);
  await open("#/dashboard/board/card/card-0");
  await page.getByLabel("Title").fill("Mine");
  const warning = page.getByText("Somebody has changed this card meanwhile.");
  await page.reload();
  await expect(page.getByLabel("Title")).toHaveValue("Mine");
  await expect(page.getByRole("region", { name: "Preview" })).toContainText("41");
  await expect(warning).toHaveCount(0);

  await client.saveDashboard("board", "Board", [{ title: "Theirs", metric: id, chart: "Number" }]);
  await page.reload();
  await expect(warning).toBeVisible();
  await page.getByLabel("Title").fill("Mine again");
  await page.reload();
  await expect(warning).toBeVisible();
});

test("Who comes back to a card that was saved just as one has left it is not told that somebody else has changed it", async ({ page, client, open }) => {
  await twoCards(client);
  await open("#/dashboard/board/card/card-0");
  await page.getByLabel("Title").fill("Mine");
  await client.saveDashboard("board", "Board", [{ ...(await client.dashboard("board")).cards[0], title: "Mine" }]);
  await page.reload();
  await page.getByLabel("Title").fill("Mine again");
  await expect(page.getByRole("region", { name: "Preview" })).toContainText("Mine again");
  await expect(page.getByText("Somebody has changed this card meanwhile.")).toHaveCount(0);
});

test("Who changes how often a dashboard is read leaves the name that somebody else has given it meanwhile", async ({ page, client, open }) => {
  await twoCards(client);
  await open("#/dashboard/board");
  await page.getByRole("button", { name: "Actions for Board" }).click();
  await page.getByRole("menuitem", { name: "Name and refresh" }).click();
  await client.saveDashboard("board", "Theirs", []);
  await comeBack(page);
  await expect(page.getByRole("heading", { name: "Theirs", includeHidden: true })).toBeVisible();

  await page.getByRole("combobox", { name: "Ask for new values" }).click();
  await page.getByRole("option", { name: "Every 15 minutes" }).click();
  await page.getByRole("button", { name: "Save" }).click();
  await expect.poll(() => client.dashboard("board")).toMatchObject({ name: "Theirs", refreshSeconds: 900 });
});
