import type { Locator } from "@playwright/test";
import { lastTooltip } from "./support/chart";
import { expect, test } from "./support/test";

const texts = [
  "<script>alert(1)<script>",
  "<img src=x onerror=alert(1)>",
  `"double" 'single' \`back\``,
  "\u{1F389}\u{1F469}\u200D\u{1F680} party",
  "\u0645\u0631\u062D\u0628\u0627 ABC 123",
  "\u202Ereversed",
];

test("Text of users is shown as text everywhere, and cut where it is too long", async ({ page, client, open, expectAccessible }) => {
  const long = "x".repeat(255);
  const ids = new Map<string, number>();
  for (const text of texts) ids.set(text, await client.create({ name: text, dataType: "Last", interval: "Yearly", keyedValues: true, description: `${text} ${"long ".repeat(80)}` }));
  const first = ids.get(texts[0]!)!;
  await client.add(first, ...[...texts, long].map((name, place) => ({ name, value: place + 1 })));

  await open();
  for (const text of texts) {
    const row = page.getByRole("listitem").filter({ has: page.getByRole("link", { name: text, exact: true }) });
    await expect(row).toContainText(`${text} long long`);
  }

  await expectNoSidewaysScrolling(page);

  await open(`#/metric/${first}?range=1y`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(texts[0]!);
  await expect(page.getByRole("main")).toContainText(`${texts[0]} long long`);
  for (const text of [...texts, long]) await expect(page.getByRole("checkbox", { name: text, exact: true })).toBeVisible();
  await expect(page.getByRole("img", { name: `Chart of ${texts[0]}` })).toBeVisible();
  const chart = (await page.getByRole("img", { name: `Chart of ${texts[0]}` }).boundingBox())!;
  await expect(async () => {
    await page.mouse.move(chart.x + 100, chart.y + 100);
    await page.mouse.move(chart.x + chart.width * 0.75, chart.y + 110);
    await expect(page.locator(".chart-tooltip")).toContainText(texts[1]!, { timeout: 1_000 });
  }).toPass();
  await page.getByText("Table", { exact: true }).click();
  for (const text of [...texts, long]) await expect(page.getByRole("cell", { name: text, exact: true }).first()).toBeVisible();
  await expectNoSidewaysScrolling(page);
  await expectAccessible();

  await page.getByRole("button", { name: `Actions for ${texts[0]}` }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await expect(page.getByRole("dialog")).toContainText(`This deletes ${texts[0]} and all its data`);
  await page.keyboard.press("Escape");

  // What a right-to-left text says does not turn what stands around it.
  const direction = await page.getByRole("heading", { level: 1 }).locator("bdi").evaluate((element) => getComputedStyle(element).unicodeBidi);
  expect(direction).toBe("isolate");
  expect(await page.locator("main script, main img[src=x]").count()).toBe(0);
});

test("A key from right to left stands where other keys do, in the list and in the tooltip", async ({ page, client, open }) => {
  const id = await client.create({ name: "cities", dataType: "Max", interval: "Yearly", keyedValues: true });
  const keys = ["\u0627\u0644\u0642\u0627\u0647\u0631\u0629", "Oslo and all around it"];
  await client.add(id, ...keys.map((name) => ({ name, value: 1 })));
  await open(`#/metric/${id}`);
  const list = page.getByRole("region", { name: "Keys", exact: true });
  expect(await startOf(list.getByTitle(keys[0]!))).toBe(await startOf(list.getByTitle(keys[1]!)));

  const tooltip = await lastTooltip(page, page.getByRole("img", { name: "Chart of cities" }), keys[0]!);
  expect(await startOf(tooltip.getByText(keys[0]!))).toBe(await startOf(tooltip.getByText(keys[1]!)));
});

/** Where the letters of an element begin on the left. */
function startOf(element: Locator): Promise<number> {
  return element.evaluate((shown) => {
    const text = document.createRange();
    text.selectNodeContents(shown);
    return Math.round(text.getBoundingClientRect().x);
  });
}

test("Blanks in names are seen, and said where one may not have meant them", async ({ page, client, open, expectAccessible }) => {
  const name = " two  words";
  const id = await client.create({ name, dataType: "Sum", interval: "Yearly", keyedValues: true, description: "one line\nanother  line" });
  await client.add(id, { name: "a  key", value: 1 });
  const seen = (shown: Locator) => shown.evaluate((element: HTMLElement) => element.innerText);
  await open();
  expect(await seen(page.getByRole("link", { name: "two words" }).locator("bdi"))).toBe(name);
  expect(await seen(page.getByRole("listitem").getByTitle("one line"))).toBe("one line another  line");

  await page.getByRole("link", { name: "two words" }).click();
  expect(await seen(page.getByRole("heading", { level: 1 }).locator("bdi"))).toBe(name);
  expect(await seen(page.getByRole("main").locator("bdi", { hasText: "one line" }))).toBe("one line\nanother  line");
  expect(await seen(page.getByRole("region", { name: "Keys", exact: true }).getByTitle("a  key"))).toBe("a  key");
  const tooltip = await lastTooltip(page, page.getByRole("img", { name: "Chart of" }), "20");
  expect(await seen(tooltip.locator("bdi"))).toBe("a  key");

  await page.getByRole("button", { name: "Actions for two words" }).click();
  await page.getByRole("menuitem", { name: "Rename or describe" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("textbox", { name: "Name" })).toHaveAccessibleDescription(/begins or ends with a blank/);
  await dialog.getByRole("textbox", { name: "Name" }).fill("two  words");
  await expect(dialog).not.toContainText("blank");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Actions for two words" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  const typed = dialog.getByLabel("Type the name of the metric to confirm");
  await typed.fill("two words");
  await expect(typed).toHaveAccessibleDescription(/The blanks differ/);
  await expectAccessible();
  await typed.fill(name);
  await expect(dialog).not.toContainText("The blanks differ");
  await expect(dialog.getByRole("button", { name: "Delete" })).toBeEnabled();
});

test("28 digits are shown as 28 digits", async ({ page, client, open }) => {
  const id = await client.create({ name: "exact", dataType: "Last", interval: "Yearly" });
  await client.add(id, { value: "1234567890123456789012345.678" });
  await open(`#/metric/${id}?range=1y&view=table`);
  await expect(page.getByRole("cell", { name: "1,234,567,890,123,456,789,012,345.678" })).toBeVisible();
  await expect(page.getByTitle("1,234,567,890,123,456,789,012,345.678")).toHaveText("1.2346e24");
});

async function expectNoSidewaysScrolling(page: import("@playwright/test").Page): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
}
