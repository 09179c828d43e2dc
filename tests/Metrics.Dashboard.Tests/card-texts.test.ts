import { lastTooltip } from "./support/chart";
import { expect, test } from "./support/test";

const texts = ["<script>alert(1)<script>", `"double" 'single' <img src=x onerror=alert(1)>`, "\u{1F389}\u{1F469}\u200D\u{1F680} party", "\u0645\u0631\u062D\u0628\u0627 ABC 123", "k".repeat(255)];
const kinds = ["Line", "Sparklines", "Table"];
const title = texts[0]!;

test("Text of users is shown as text on cards, in the editor and in the list of dashboards", async ({ page, client, open, expectAccessible }) => {
  const id = await client.create({ name: title, dataType: "Sum", interval: "Daily", keyedValues: true });
  await client.add(id, ...texts.map((name, place) => ({ name, value: place + 1 })));
  await client.saveDashboard("board", texts[1]!, kinds.map((chart, place) => ({ title: texts[place]!, metric: id, chart, startDate: "-24h" })));
  await client.saveDashboard("long", "d".repeat(100), [{ title: "t".repeat(100), metric: id, chart: "Number" }]);

  await open("#/dashboards");
  await expect(page.getByRole("link", { name: texts[1]!, exact: true })).toBeVisible();
  await page.getByRole("link", { name: texts[1]!, exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(texts[1]!);
  const sparklines = page.getByRole("region", { name: texts[1]!, exact: true }).getByRole("listitem");
  await expect(sparklines).toHaveCount(texts.length);
  for (const [place, text] of texts.entries()) {
    await expect(sparklines.filter({ hasText: text })).toBeVisible();
    await expect(page.getByRole("columnheader", { name: text, exact: true })).toHaveCount(1);
    if (place < kinds.length) await expect(page.getByRole("heading", { level: 2, name: text, exact: true })).toBeVisible();
  }

  const tooltip = await lastTooltip(page, page.getByRole("img", { name: `Chart of ${title}`, exact: true }), "20");
  for (const text of texts) await expect(tooltip).toContainText(text);
  await expectAccessible();

  await page.getByRole("button", { name: `Actions for ${title}`, exact: true }).click();
  await page.getByRole("menuitem", { name: "Edit" }).click();
  for (const text of texts) await expect(page.getByRole("checkbox", { name: text, exact: true })).toHaveCount(1);
  await expect(page.getByLabel("Title")).toHaveValue(title);
  expect(await page.locator("main script, main img[src=x]").count()).toBe(0);
});

test("On a phone cards stand under each other, and everything fits the width", async ({ page, client, open, expectAccessible }) => {
  await page.setViewportSize({ width: 375, height: 667 });
  const id = await client.create({ name: "n".repeat(45), dataType: "Sum", interval: "Daily", keyedValues: true });
  await client.add(id, ...texts.map((name) => ({ name, value: "12345678901234567890.5" })));
  await client.saveDashboard("board", "d".repeat(100), [...kinds, "Number"].map((chart) => ({ title: chart === "Number" ? "t".repeat(100) : chart, metric: id, chart, startDate: "-24h" })));
  for (const place of ["#/dashboards", "#/dashboard/board", "#/dashboard/board?card=card-0", "#/dashboard/board/card/card-0", "#/dashboard/board?wall=true"]) {
    await open(place);
    await expect(page.getByText(place === "#/dashboards" ? "4 cards" : "Last 24 hours").first()).toBeVisible();
    if (place !== "#/dashboards") await expect(page.locator("canvas").first()).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth), place).toBe(375);
    await expectAccessible();
  }

  await open("#/dashboard/board");
  const boxes = await Promise.all([0, 1, 2, 3].map((place) => page.locator(".card").nth(place).boundingBox()));
  expect(new Set(boxes.map((box) => box!.x)).size).toBe(1);
});
