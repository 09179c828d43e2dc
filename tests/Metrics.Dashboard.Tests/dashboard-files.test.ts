import { readFile, writeFile } from "node:fs/promises";
import { card, twoCards } from "./support/board";
import { held } from "./support/held";
import { expect, test } from "./support/test";

test("A dashboard is exported, deleted, and imported again", async ({ page, client, open }) => {
  await twoCards(client);
  const before = await client.dashboard("board");
  await open("#/dashboard/board");
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "Actions for Board" }).click();
  await page.getByRole("menuitem", { name: "Export as JSON" }).click();
  const file = await (await saved).path();
  expect((await saved).suggestedFilename()).toBe("Board.json");

  await page.getByRole("button", { name: "Actions for Board" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("There are no dashboards yet.")).toBeVisible();

  await page.locator("input[type=file]").setInputFiles({ name: "x.json", mimeType: "application/json", buffer: Buffer.from("nonsense") });
  await expect(page.getByRole("alert")).toContainText("This file is not JSON.");
  await page.locator("input[type=file]").setInputFiles({ name: "Board.json", mimeType: "application/json", buffer: await readFile(file) });
  await expect(page.getByRole("heading", { name: "Board" })).toBeVisible();
  await expect(card(page, "First")).toContainText("41");
  const id = new URL(page.url()).hash.split("/").at(-1)!;
  expect((await client.dashboard(id)).cards).toEqual(before.cards);
});

test("A file that could not be imported is imported once it is mended, and chosen again", async ({ page, open }, info) => {
  await open("#/dashboards");
  await expect(page.getByRole("button", { name: "Import" })).toBeEnabled();
  // As the browser does it: Playwright tells the page of a change in any case, a browser only where the file is another one.
  const browser = await page.context().newCDPSession(page);
  const file = info.outputPath("Board.json");
  const choose = async (content: string) => {
    await writeFile(file, content);
    const { result } = await browser.send("Runtime.evaluate", { expression: "document.querySelector('input[type=file]')" });
    await browser.send("DOM.setFileInputFiles", { files: [file], objectId: result.objectId! });
  };

  await choose("nonsense");
  await expect(page.getByRole("alert")).toContainText("This file is not JSON.");
  await choose(JSON.stringify({ name: "Mended", cards: [] }));
  await expect(page.getByRole("heading", { name: "Mended" })).toBeVisible();
});

test("Who goes elsewhere while a dashboard is being imported stays there", async ({ page, client, open }) => {
  await twoCards(client);
  const hold = await held(page, "**/v2/dashboards/*", "PUT");
  await open("#/dashboards");
  const buffer = Buffer.from(JSON.stringify({ name: "From a file", cards: [] }));
  const sent = page.waitForRequest((request) => request.method() === "PUT");
  await page.locator("input[type=file]").setInputFiles({ name: "x.json", mimeType: "application/json", buffer });
  await sent;
  await page.getByRole("link", { name: "Metrics", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Metrics" })).toBeVisible();

  const saved = page.waitForResponse((answer) => answer.request().method() === "PUT");
  hold.release();
  await (await saved).finished();
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(() => resolve(null))));
  expect(new URL(page.url()).hash).toBe("#/");
});
