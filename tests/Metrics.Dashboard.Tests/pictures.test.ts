import { readFile } from "node:fs/promises";
import { card, twoCards } from "./support/board";
import { held } from "./support/held";
import type { Card } from "./support/organization";
import { expect, test } from "./support/test";

test("A card is saved as CSV with exact values, and as PNG", async ({ page, client, open }) => {
  const id = await client.create({ name: "exact", dataType: "Last", interval: "Daily", keyedValues: true });
  await client.add(id, { name: "a,b", value: "1234567890123456789012345.678", date: "2020-02-17T12:00:00Z" });
  await client.saveDashboard("board", "Board", ["Line", "Number", "Sparklines", "Table"].map((chart) => ({ title: chart, metric: id, chart, startDate: "2020-02-17", endDate: "2020-02-18" })));
  await open("#/dashboard/board");
  await expect(page.locator("canvas")).toBeVisible();
  const save = async (title: string, item: string) => {
    const saved = page.waitForEvent("download");
    await page.getByRole("button", { name: `Actions for ${title}` }).click();
    await page.getByRole("menuitem", { name: item }).click();
    await expect(page.getByRole("menu")).toHaveCount(0);
    return { name: (await saved).suggestedFilename(), content: await readFile(await (await saved).path()) };
  };

  const csv = await save("Line", "Save as CSV");
  expect([csv.name, csv.content.toString()]).toEqual(["Line.csv", 'date,"a,b"\r\n2020-02-17T05:00:00Z,1234567890123456789012345.678\r\n']);
  for (const title of ["Line", "Number", "Sparklines", "Table"]) {
    const png = await save(title, "Save as PNG");
    expect(png.name).toBe(`${title}.png`);
    expect(png.content.subarray(1, 4).toString()).toBe("PNG");
    expect(png.content.readUInt32BE(16)).toBeGreaterThan(400);
  }
});

test("The picture of a chart has room for its whole legend, which the chart leafs through", async ({ page, client, open }) => {
  const cards: Partial<Card>[] = [];
  for (const count of [1, 30]) {
    const id = await client.create({ name: `of ${count}`, dataType: "Sum", interval: "Daily", keyedValues: true });
    await client.add(id, ...Array.from({ length: count }, (_, place) => ({ name: `${place} ${"long ".repeat(50)}`, value: 1 })));
    cards.push({ title: `Of ${count}`, metric: id, startDate: "-24h" });
  }

  await client.saveDashboard("board", "Board", cards);
  await open("#/dashboard/board");
  await expect(page.locator("canvas")).toHaveCount(2);
  const heightOf = async (title: string) => {
    const saved = page.waitForEvent("download");
    await page.getByRole("button", { name: `Actions for ${title}` }).click();
    await page.getByRole("menuitem", { name: "Save as PNG" }).click();
    await expect(page.getByRole("menu")).toHaveCount(0);
    return (await readFile(await (await saved).path())).readUInt32BE(20);
  };
  const [withOne, withMany] = [await heightOf("Of 1"), await heightOf("Of 30")];
  // Each name takes several lines of 20 pixels, at two pixels of the picture for each.
  expect(withMany - withOne).toBeGreaterThan(30 * 2 * 20 * 2);
});

test("The picture of a table of many keys with long names fits what a browser can draw", async ({ page, client, open }) => {
  const id = await client.create({ name: "wide", dataType: "Sum", interval: "Daily", keyedValues: true });
  await client.add(id, ...Array.from({ length: 100 }, (_, place) => ({ name: `${place} ${"n".repeat(250)}`, value: "79228162514264337593543950" })));
  await client.saveDashboard("board", "Board", [{ title: "Wide", metric: id, chart: "Table" }]);
  await open("#/dashboard/board");
  await expect(card(page, "Wide").getByRole("cell").first()).toBeVisible();

  await page.getByRole("button", { name: "Actions for Wide" }).click();
  const [picture] = await Promise.all([page.waitForEvent("download", { timeout: 30_000 }), page.getByRole("menuitem", { name: "Save as PNG" }).click()]);

  // The width stands in the first chunk of a PNG. Firefox draws at most 32,767 pixels.
  expect((await readFile(await picture.path())).readUInt32BE(16)).toBeLessThanOrEqual(32_767);
});

test("A picture says until when its values are, also where they were read long before, and how many rows it leaves out", async ({ page, client, open }) => {
  const id = await client.create({ name: "runs", dataType: "Sum", interval: "Daily" });
  await client.add(id, { value: 41 });
  await client.saveDashboard("board", "Board", [{ title: "Days", metric: id, chart: "Table", startDate: "-90d" }], 0);
  await page.addInitScript(() => {
    const texts: string[] = [];
    Object.assign(window, { drawnTexts: texts });
    const draw = CanvasRenderingContext2D.prototype.fillText;
    CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
      texts.push(text);
      draw.call(this, text, ...place);
    };
  });
  await page.clock.setFixedTime("2026-07-01T12:00:00Z");
  await open("#/dashboard/board");
  await expect(card(page, "Days").getByRole("cell").first()).toBeVisible();
  await page.clock.setFixedTime("2026-07-01T15:00:00Z");

  await page.getByRole("button", { name: "Actions for Days" }).click();
  await Promise.all([page.waitForEvent("download"), page.getByRole("menuitem", { name: "Save as PNG" }).click()]);
  const texts = await page.evaluate(() => (window as unknown as { drawnTexts: string[] }).drawnTexts);
  const [, range] = texts;
  expect([range, texts.filter((text) => text !== "").at(-1)]).toEqual([expect.stringMatching(/^Last 90 days, until 1 Jul 2026, 08:00/), expect.stringMatching(/^and \d\d more$/)]);
});

test("A dashboard goes into a file once it is known what its metrics are called", async ({ page, client, open }) => {
  await twoCards(client);
  const hold = await held(page, "**/v2/customMetrics?*", "GET");
  await open("#/dashboard/board");
  await page.getByRole("button", { name: "Actions for Board" }).click();
  const item = page.getByRole("menuitem", { name: "Export as JSON" });
  await expect(item).toBeDisabled();
  hold.release();
  const saved = page.waitForEvent("download");
  await item.click();
  const { cards } = JSON.parse(await readFile(await (await saved).path(), "utf8")) as { cards: { metricName: string }[] };
  expect(cards.map(({ metricName }) => metricName)).toEqual(["runs", "runs"]);
});
