import type { Locator } from "@playwright/test";
import { held } from "./support/held";
import { choose } from "./support/keyboard";
import { expect, test } from "./support/test";

test("A metric is created, looked at and deleted with the keyboard alone", async ({ page, client, open, expectAccessible }) => {
  await client.create({ name: "existing", dataType: "Sum", interval: "Daily" });
  await open();
  await expect(page.getByRole("link", { name: "existing" })).toBeVisible();
  const tabTo = async (name: string) => {
    for (let tries = 0; tries < 40; tries++) {
      await page.keyboard.press("Tab");
      const label = await page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? "");
      if (label.trim() === name) return;
    }
    throw new Error(`The focus never came to ${name}.`);
  };

  await tabTo("New metric");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("textbox", { name: "Name" })).toBeFocused();
  await expectAccessible();
  await page.keyboard.type("byKeyboard");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "byKeyboard" })).toBeVisible();

  await tabTo("Actions for byKeyboard");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menu").locator(":focus")).toBeAttached();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("menuitem", { name: "Delete" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Type the name of the metric to confirm")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();

  await choose(page.getByRole("button", { name: "Actions for byKeyboard" }), "Delete");
  await expect(page.getByLabel("Type the name of the metric to confirm")).toBeFocused();
  await page.keyboard.type("byKeyboard");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Metrics", exact: true })).toBeVisible();
  await expect(page.getByRole("link", { name: "existing" })).toBeVisible();
  await expect(page.getByRole("link", { name: "byKeyboard" })).toHaveCount(0);
});

test("Who closes what a button or a menu has opened is back where it was opened", async ({ page, client, open }) => {
  const id = await client.create({ name: "runs", dataType: "Sum", interval: "Daily" });
  await client.saveDashboard("board", "Board", [{ title: "First", metric: id, chart: "Number" }]);
  await open();
  const closed = async () => {
    // Until then the key would go to what is behind it.
    await expect(page.getByRole("dialog").locator(":focus")).toBeAttached();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
  };
  await page.getByRole("button", { name: "New metric" }).press("Enter");
  await closed();
  await expect(page.getByRole("button", { name: "New metric" })).toBeFocused();

  for (const [place, menu, items] of [["#/", "runs", ["Rename or describe", "Delete"]], ["#/dashboard/board", "First", ["Enlarge", "Delete"]]] as const) {
    await page.evaluate((fragment) => (location.hash = fragment), place);
    for (const item of items) {
      await choose(page.getByRole("button", { name: `Actions for ${menu}` }), item);
      await closed();
      await expect(page.getByRole("button", { name: `Actions for ${menu}` })).toBeFocused();
    }
  }
});

test("Another page has the focus at its heading or its beginning, or where a part of it took it", async ({ page, client, open }) => {
  const id = await client.create({ name: "runs", dataType: "Sum", interval: "Daily" });
  await client.saveDashboard("board", "Board", [{ title: "First", metric: id, chart: "Number" }]);
  await open();
  await expect(page.locator("body")).toBeFocused();
  const focused = page.locator(":is(main, h1):focus");
  await page.getByRole("link", { name: "runs" }).press("Enter");
  await expect(page.getByRole("heading", { name: "runs", level: 1 })).toBeFocused();
  await page.keyboard.press("Shift+Tab");
  await expect(page.getByRole("link", { name: "All metrics" })).toBeFocused();
  await page.goBack();
  await expect(page.getByRole("heading", { name: "Metrics", level: 1 })).toBeFocused();
  await page.getByRole("link", { name: "Dashboards" }).click();
  await expect(focused).toBeAttached();
  await page.getByRole("link", { name: "Board", exact: true }).press("Enter");
  await expect(focused).toBeAttached();
  await page.goBack();
  await expect(page.getByRole("heading", { name: "Dashboards", level: 1 })).toBeFocused();
  await page.getByRole("link", { name: "Board", exact: true }).press("Enter");
  await expect(focused).toBeAttached();
  await choose(page.getByRole("button", { name: "Actions for First" }), "Edit");
  await expect(focused).toBeAttached();

  // What one does in a page moves nothing.
  await page.getByLabel("Title").fill("Second");
  await expect(page.getByLabel("Title")).toBeFocused();
});

for (const scheme of ["light", "dark"] as const) {
  test(`Nothing serious is found by axe in ${scheme} colors`, async ({ page, client, open, expectAccessible }) => {
    await page.emulateMedia({ colorScheme: scheme });
    const id = await client.create({ name: "scanned", dataType: "Count", interval: "Yearly", keyedValues: true, description: "For the scan" });
    await client.add(id, { name: "one" }, { name: "two" }, { name: "two" });
    await open();
    await expect(page.getByRole("listitem")).toContainText("3");
    await expectAccessible();
    await page.getByRole("link", { name: "scanned" }).click();
    await expect(page.getByRole("checkbox", { name: "two" })).toBeVisible();
    await expect(page.locator("canvas")).toBeVisible();
    await expectAccessible();
    await page.getByRole("button", { name: "Sign out" }).click();
    await expect(page.getByLabel("Token")).toBeVisible();
    await expectAccessible();
  });
}

test("On a phone everything fits its width", async ({ page, client, open, expectAccessible }) => {
  await page.setViewportSize({ width: 375, height: 667 });
  const id = await client.create({ name: "n".repeat(45), dataType: "Average", interval: "Monthly", keyedValues: true, description: "d".repeat(500) });
  await client.add(id, { name: "k".repeat(255), value: "79228162514264337593543950335" });
  for (const place of ["#/", `#/metric/${id}`, `#/metric/${id}?view=table`, `#/metric/${id}?from=2020-02-17&to=2020-04-15`]) {
    await open(place);
    await expect(page.getByText("n".repeat(45)).first()).toBeVisible();
    await expect(page.getByText("7.9228e28").first()).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(375);
    await expectAccessible();
  }
});

test("Colors change by a button, and a reload keeps them", async ({ page, open }) => {
  await open();
  await page.getByRole("button", { name: "Dark colors" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", "dark");
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", "dark");
});

test("What is chosen can be seen where the system chooses the colors", async ({ page, client, open }) => {
  await page.emulateMedia({ forcedColors: "active" });
  const id = await client.create({ name: "contrast", dataType: "Sum", interval: "Daily", keyedValues: true });
  await client.add(id, { name: "chosen", value: 1 }, { name: "left", value: 2 });
  await client.saveDashboard("board", "Board", [{ metric: id, keys: ["chosen"] }]);
  const backgroundOf = (shown: Locator) => shown.evaluate((element) => getComputedStyle(element).backgroundColor);
  const expectDifferent = async (chosen: Locator, left: Locator) => expect(await backgroundOf(chosen)).not.toBe(await backgroundOf(left));

  await open(`#/metric/${id}?key=chosen`);
  await expect(page.getByRole("checkbox", { name: "chosen" })).toBeChecked();
  await expectDifferent(page.getByRole("checkbox", { name: "chosen" }), page.getByRole("checkbox", { name: "left" }));
  await expectDifferent(page.getByRole("link", { name: "Metrics", exact: true }), page.getByRole("link", { name: "Dashboards" }));
  await expectDifferent(page.locator("label", { hasText: "Chart" }), page.locator("label", { hasText: "Table" }));
  const track = page.locator("label", { has: page.getByRole("switch", { name: "Sum of keys" }) }).locator("[aria-hidden]");
  expect(await track.evaluate((element) => getComputedStyle(element).borderTopWidth)).toBe("1px");

  await open("#/dashboard/board/card/card-0");
  await expectDifferent(page.getByRole("radio", { name: "Line", exact: true }), page.getByRole("radio", { name: "Area", exact: true }));
});

test("In a window of 320 pixels, as with a zoom of 400 %, nothing covers the way to the other page", async ({ page, open }) => {
  await page.setViewportSize({ width: 320, height: 256 });
  await open();
  const [link, button] = [await page.getByRole("link", { name: "Dashboards" }).boundingBox(), await page.getByRole("button", { name: "Dark colors" }).boundingBox()];
  expect(link!.x + link!.width).toBeLessThanOrEqual(button!.x);
});

test("Who wants less motion sees nothing slide or pulse", async ({ page, client, open }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  const metric = await client.create({ name: "still", dataType: "Sum", interval: "Daily" });
  await client.saveDashboard("board", "Board", [{ title: "Still", metric, chart: "Number" }]);
  await held(page, "**/data?*", "GET");
  await open("#/dashboard/board");
  await expect(page.getByRole("region", { name: "Still" }).locator(".mantine-Skeleton-root")).toBeVisible();
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
  await expect(page.locator(".react-grid-item")).toHaveCSS("transition-duration", "0s");
});

test("On paper the head of the page stands once, and covers nothing of the pages after the first", async ({ page, open }) => {
  await open();
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("banner")).toHaveCSS("position", "absolute");
});

test.describe("In a window that has a size of its own", () => {
  // Where Playwright keeps the size, the page is not told that its pixels have become others.
  test.use({ viewport: null });

  test("A chart is as sharp as the screen also after one has zoomed, or moved the window to another screen", async ({ page, client, open }) => {
    const id = await client.create({ name: "sharp", dataType: "Sum", interval: "Daily" });
    await client.add(id, { value: 1 });
    await open(`#/metric/${id}`);
    const canvas = page.locator("canvas");
    const pixels = () => canvas.evaluate((drawn: HTMLCanvasElement) => drawn.width / drawn.clientWidth);
    await expect.poll(pixels).toBe(1);
    const browser = await page.context().newCDPSession(page);
    await browser.send("Emulation.setDeviceMetricsOverride", { width: 1000, height: 700, deviceScaleFactor: 2, mobile: false });
    await expect.poll(pixels).toBe(2);
  });
});
