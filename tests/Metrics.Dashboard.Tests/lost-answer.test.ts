import { expect, test } from "./support/test";

test("Who creates something and gets no answer is told that it may be there, and sees whether it is", async ({ page, open, watch }) => {
  watch.failuresExpected = true;
  await open();
  for (const [kind, place, path, method] of [["dashboard", "#/dashboards", "**/v2/dashboards/*", "PUT"], ["metric", "#/", "**/v2/customMetrics", "POST"]] as const) {
    await page.evaluate((fragment) => (location.hash = fragment), place);
    await page.route(path, async (route) => {
      if (route.request().method() !== method) return route.continue();
      await route.fetch();
      await route.abort();
    });
    await page.getByRole("button", { name: `New ${kind}` }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "Name" }).fill(`Saved ${kind}`);
    await page.keyboard.press("Enter");
    await expect(dialog.getByRole("alert")).toHaveText("This may have been done all the sameThe answer did not come to its end.");
    await page.keyboard.press("Escape");
    await expect(page.getByRole("link", { name: `Saved ${kind}` })).toBeVisible();
  }
});
