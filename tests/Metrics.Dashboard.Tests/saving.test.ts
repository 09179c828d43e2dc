import type { Route } from "@playwright/test";
import { asksToStay, card, twoCards } from "./support/board";
import { held } from "./support/held";
import { expect, test } from "./support/test";

test("Changes of a dashboard that are on their way are said to be, and neither leaving the page nor signing out loses them without a word", async ({ page, client, open, expectAccessible }) => {
  await twoCards(client);
  const hold = await held(page, "**/v2/dashboards/board", "PUT");
  await open("#/dashboard/board?arrange=true");
  await expect(card(page, "First")).toContainText("41");
  expect(await asksToStay(page)).toBe(false);
  const saving = page.getByRole("status").filter({ hasText: "Saving…" });
  await page.getByRole("button", { name: "Move Second" }).press("ArrowLeft");
  await expect(saving).toBeVisible();
  expect(await asksToStay(page)).toBe(true);
  await expectAccessible();

  await page.getByRole("link", { name: "All dashboards" }).click();
  await expect(page.getByRole("heading", { name: "Dashboards" })).toBeVisible();
  expect(await asksToStay(page)).toBe(true);
  await page.getByRole("button", { name: "Sign out" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("If you sign out now, they may be lost.");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toHaveCount(0);

  hold.release();
  await expect.poll(() => asksToStay(page)).toBe(false);
  expect((await client.dashboard("board")).cards[1]!.layout.x).toBe(5);
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByLabel("Token")).toBeVisible();
});

test("Who is signed out by the server while changes are on their way is told that they may be lost", async ({ page, client, open, watch }) => {
  watch.failuresExpected = true;
  await twoCards(client);
  const refuse = (route: Route) => route.fulfill({ status: 401, json: { status: "Failure", message: "Unauthorized" } });
  for (const refused of ["the change", "a read"]) {
    await open("#/dashboard/board?arrange=true");
    await expect(card(page, "First")).toContainText("41");
    if (refused === "a read") await held(page, "**/v2/dashboards/board", "PUT");
    else await page.route("**/v2/dashboards/board", (route) => (route.request().method() === "PUT" ? refuse(route) : route.continue()));
    const sent = page.waitForRequest((request) => request.method() === "PUT");
    await page.getByRole("button", { name: "Move Second" }).press("ArrowLeft");
    await sent;
    if (refused === "a read") await page.route("**/data?*", refuse);
    await expect(page.getByRole("alert")).toHaveText("The server does not accept this token. The last changes of the dashboard may not have been saved.");
    await page.unrouteAll({ behavior: "ignoreErrors" });
  }
});
