import type { Locator } from "@playwright/test";
import { asksToStay, card, twoCards } from "./support/board";
import { choose, enter } from "./support/keyboard";
import { expect, test } from "./support/test";

/** Presses the mouse on something, once it stands still: a card that was put somewhere glides to its place. */
async function grab(target: Locator): Promise<{ x: number; y: number }> {
  await target.hover();
  const box = (await target.boundingBox())!;
  await target.page().mouse.down();
  return box;
}

test("A card is dragged to another place and made larger, which is saved", async ({ page, client, open }) => {
  await twoCards(client);
  await open("#/dashboard/board");
  await expect(card(page, "First")).toContainText("41");
  await page.getByRole("button", { name: "Arrange" }).click();
  await expect(page).toHaveURL(/arrange=true/);

  const handle = await grab(page.getByRole("button", { name: "Move First" }));
  await page.mouse.move(handle.x + 300, handle.y + 60, { steps: 8 });
  await page.mouse.move(handle.x + 640, handle.y + 12, { steps: 8 });
  await page.mouse.up();
  await expect.poll(async () => (await client.dashboard("board")).cards[0]!.layout.x).toBe(6);

  const corner = await grab(page.locator(".react-grid-item", { hasText: "First" }).locator(".react-resizable-handle"));
  await page.mouse.move(corner.x + 10, corner.y + 100, { steps: 8 });
  await page.mouse.up();
  await expect.poll(async () => (await client.dashboard("board")).cards[0]!.layout.h).toBe(5);

  await expect.poll(() => asksToStay(page)).toBe(false);
  await page.reload();
  await expect(card(page, "First")).toContainText("41");
  const boxes = [await card(page, "First").boundingBox(), await card(page, "Second").boundingBox()];
  expect(boxes[0]!.x).toBeGreaterThan(600);
  await page.getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("button", { name: /^Move/ })).toHaveCount(0);
});

test("Cards are moved, resized, edited and deleted with the keyboard alone", async ({ page, client, open }) => {
  await twoCards(client);
  await open("#/dashboard/board?arrange=true");
  const layoutOf = async (place: number) => (await client.dashboard("board")).cards[place]?.layout;
  await page.getByRole("button", { name: "Move Second" }).focus();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Shift+ArrowLeft");
  await page.keyboard.press("Shift+ArrowDown");
  await expect.poll(() => layoutOf(1)).toEqual({ x: 5, y: 4, w: 5, h: 5 });
  await expect(page.getByRole("button", { name: "Move Second" })).toBeFocused();

  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Actions for Second" })).toBeFocused();
  await choose(page.getByRole("button", { name: "Actions for Second" }), "Edit");
  await page.getByLabel("Title").focus();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type("Renamed");
  await page.getByRole("radio", { name: "Table" }).focus();
  await page.keyboard.press("ArrowLeft");
  await page.getByLabel("Width").focus();
  await page.keyboard.press("ArrowUp");
  await page.getByRole("button", { name: "Save card" }).press("Enter");
  await expect(page.getByRole("heading", { name: "Renamed" })).toBeVisible();
  expect((await client.dashboard("board")).cards[1]).toMatchObject({ title: "Renamed", chart: "Sparklines", layout: { w: 6 } });

  await choose(page.getByRole("button", { name: "Actions for First" }), "Delete");
  await enter(page.getByRole("dialog"), page.getByRole("dialog").getByRole("button", { name: "Delete" }));
  await expect(card(page, "First")).toHaveCount(0);
  await expect.poll(async () => (await client.dashboard("board")).cards.map(({ title }) => title)).toEqual(["Renamed"]);
});

test("A card as high as the server takes it can be edited", async ({ page, client, open }) => {
  const id = await client.create({ name: "runs", dataType: "Sum", interval: "Daily" });
  await client.saveDashboard("board", "Board", [{ title: "High", metric: id, chart: "Table", layout: { x: 0, y: 0, w: 6, h: 60 } }]);
  await open("#/dashboard/board/card/card-0");
  await page.getByLabel("Height").press("ArrowUp");
  await page.getByRole("button", { name: "Save card" }).click();
  await expect(card(page, "High")).toBeVisible();
  expect((await client.dashboard("board")).cards[0]!.layout).toEqual({ x: 0, y: 0, w: 6, h: 61 });
});

test("A link shows the dashboard as the sender sees it: its range, a card that is enlarged, the whole screen", async ({ page, client, open }) => {
  await twoCards(client);
  await open("#/dashboard/board");
  await page.getByRole("combobox", { name: "Range of the dashboard" }).click();
  await page.getByRole("option", { name: "Last 7 days" }).click();
  await expect(card(page, "First")).toContainText("Last 7 days");
  await page.getByRole("button", { name: "Actions for Second" }).click();
  await page.getByRole("menuitem", { name: "Enlarge" }).click();
  await expect(page).toHaveURL(/range=7d&card=card-1/);
  const link = page.url();

  await page.goto("about:blank");
  await page.goto(link);
  const dialog = page.getByRole("dialog", { name: "Second" });
  await expect(dialog).toContainText("Last 7 days");
  await expect(dialog.getByRole("row")).toHaveCount(9);
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();

  await page.getByRole("button", { name: "Full screen" }).click();
  await expect(page).toHaveURL(/wall=true/);
  await expect(page.getByRole("navigation")).toBeHidden();
  await expect(page.getByRole("button", { name: "Actions for First" })).toHaveCount(0);
  expect(await page.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBeLessThanOrEqual(0);
  await page.getByRole("button", { name: "Leave full screen" }).click();
  await expect(page.getByRole("navigation")).toBeVisible();
});

test("A range from day to day in the address is named, and left for that of each card", async ({ page, client, open }) => {
  await twoCards(client);
  await open("#/dashboard/board?from=2020-02-17&to=2020-02-19");
  const range = page.getByRole("combobox", { name: "Range of the dashboard" });
  await expect(range).toHaveValue("17 Feb 2020 – 19 Feb 2020");
  await expect(card(page, "First")).toContainText("No data in this range.");

  await range.click();
  await page.getByRole("option", { name: "Range of each card" }).click();
  await expect(range).toHaveValue("Range of each card");
  await expect(card(page, "First")).toContainText("41");
});

test("The way back from a card that was added does not lead to adding it again", async ({ page, client, open }) => {
  const id = await twoCards(client);
  await open("#/dashboards");
  await page.getByRole("link", { name: "Board", exact: true }).click();
  await page.getByRole("link", { name: "Add card" }).click();
  await page.getByRole("combobox", { name: "Metric" }).click();
  await page.getByRole("option", { name: "runs" }).click();
  await page.getByRole("button", { name: "Save card" }).click();
  await expect(card(page, "runs")).toBeVisible();
  expect((await client.dashboard("board")).cards.at(-1)).toMatchObject({ title: "runs", metric: id });

  await page.goBack();
  await expect(page.getByRole("heading", { name: "Board" })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("heading", { name: "Dashboards" })).toBeVisible();
});

for (const button of ["Save card", "Cancel"]) {
  test(`On a phone ${button} leads to the top of the dashboard, however far down the editor was`, async ({ page, client, open }) => {
    await page.setViewportSize({ width: 375, height: 667 });
    const id = await client.create({ name: "runs", dataType: "Sum", interval: "Daily" });
    await client.saveDashboard("board", "Board", ["One", "Two", "Three", "Four", "Five", "Six"].map((title) => ({ title, metric: id, chart: "Number" })));
    await open("#/dashboard/board");
    await page.getByRole("button", { name: "Actions for One" }).click();
    await page.getByRole("menuitem", { name: "Edit" }).click();
    const top = () => page.evaluate(() => scrollY);
    const leave = page.getByRole("button", { name: button });
    await expect(async () => {
      await page.mouse.wheel(0, 400);
      await expect(leave).toBeInViewport({ ratio: 1, timeout: 100 });
    }).toPass();
    expect(await top()).toBeGreaterThan(100);

    await leave.click();
    await expect(card(page, "Six")).toBeVisible();
    expect(await top()).toBe(0);
  });
}

test("A Reader looks at dashboards, and sees no button that would be refused", async ({ page, client, open }) => {
  await twoCards(client);
  await open("#/dashboards", "Reader");
  await expect(page.getByRole("button", { name: "New dashboard" })).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Import" })).toHaveCount(0);
  await page.getByRole("link", { name: "Board", exact: true }).click();
  await expect(card(page, "First")).toContainText("41");
  await expect(page.getByRole("button", { name: "Arrange" })).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Add card" })).toHaveCount(0);
  await page.getByRole("button", { name: "Actions for First" }).click();
  await expect(page.getByRole("menuitem")).toHaveText(["Enlarge", "Go to the metric", "Save as CSV", "Save as PNG"]);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Actions for Board" }).click();
  await expect(page.getByRole("menuitem")).toHaveText(["Export as JSON"]);
});

for (const scheme of ["light", "dark"] as const) {
  test(`Nothing serious is found by axe on dashboards in ${scheme} colors`, async ({ page, client, open, expectAccessible }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await twoCards(client);
    await open("#/dashboards");
    await expect(page.getByRole("link", { name: "Board", exact: true })).toBeVisible();
    await expectAccessible();
    await page.getByRole("link", { name: "Board", exact: true }).click();
    await expect(card(page, "First")).toContainText("41");
    await expectAccessible();
    await page.getByRole("button", { name: "Arrange" }).click();
    await expectAccessible();
    await page.getByRole("button", { name: "Actions for First" }).click();
    await page.getByRole("menuitem", { name: "Edit" }).click();
    await expect(page.getByRole("region", { name: "Preview" })).toContainText("41");
    await expectAccessible();
  });
}

test("Two quick clicks make one dashboard and one card", async ({ page, client, open }) => {
  const id = await client.create({ name: "clicks", dataType: "Sum", interval: "Daily" });
  await open("#/dashboards");
  await page.getByRole("button", { name: "New dashboard" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("Clicked");
  await page.getByRole("button", { name: "Create" }).dblclick();
  await expect(page.getByRole("heading", { name: "Clicked" })).toBeVisible();

  const dashboard = /#\/dashboard\/([^/?]+)/.exec(page.url())![1]!;
  await page.goto(`${page.url()}/card/_new?metric=${id}`);
  await page.getByRole("button", { name: "Save card" }).dblclick();
  await expect(page.getByRole("region", { name: "clicks" })).toBeVisible();
  // What is saved once more would be saved before this, which is saved after it.
  await page.getByRole("button", { name: "Actions for Clicked" }).click();
  await page.getByRole("menuitem", { name: "Name and refresh" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("Renamed");
  await page.getByRole("button", { name: "Save" }).click();
  await expect.poll(async () => (await client.dashboard(dashboard)).name).toBe("Renamed");
  expect((await client.dashboard(dashboard)).cards).toHaveLength(1);
  await page.goto(page.url().replace(/#.*/, "#/dashboards"));
  await expect(page.getByRole("link", { name: "Renamed" })).toBeVisible();
  await expect(page.getByRole("main").getByRole("listitem")).toHaveCount(1);
});

test("Cards are read, and come one after the other with Tab, as they stand", async ({ page, client, open }) => {
  const metric = await client.create({ name: "runs", dataType: "Sum", interval: "Daily" });
  const at = (x: number, y: number) => ({ x, y, w: 6, h: 2 });
  await client.saveDashboard("board", "Board", [
    { title: "Fourth", metric, layout: at(6, 2) },
    { title: "Third", metric, layout: at(0, 2) },
    { title: "Second", metric, layout: at(6, 0) },
    { title: "First", metric, layout: at(0, 0) },
  ]);
  await open("#/dashboard/board");
  const titles = page.getByRole("heading", { level: 2 });
  await expect(titles).toHaveText(["First", "Second", "Third", "Fourth"]);

  // While one arranges them they stay where they are in the page: what is moved there loses the focus.
  await page.getByRole("button", { name: "Arrange" }).click();
  const handle = page.getByRole("button", { name: /^Move First:/ });
  for (const key of ["ArrowDown", "ArrowRight"]) {
    await handle.press(key);
    await expect(handle).toBeFocused();
  }

  await page.getByRole("button", { name: "Done" }).click();
  await expect(titles).toHaveText(["Third", "Second", "First", "Fourth"]);
});

test("That cards are not shown is told once, however many there are, and each says why", async ({ page, client, open, watch }) => {
  watch.failuresExpected = true;
  const id = await twoCards(client);
  let [isBusy, reads] = [true, 0];
  await page.route(`**/v2/customMetrics/${id}/data?*`, (route) => {
    reads++;
    return isBusy ? route.fulfill({ status: 422, json: { status: "Failure", message: "Not now" } }) : route.continue();
  });
  await page.clock.install();
  await open("#/dashboard/board");
  for (const title of ["First", "Second"]) await expect(card(page, title).getByText("Not now")).toBeVisible();
  await expect(page.getByRole("alert")).toHaveText("Not all cards are shown. Not now");

  // It is not told again when the cards are read again and fail again.
  const told = await page.getByRole("alert").elementHandle();
  const before = reads;
  await page.clock.runFor(31_000);
  await expect.poll(() => reads).toBeGreaterThan(before + 1);
  for (const title of ["First", "Second"]) await expect(card(page, title).getByText("Not now")).toBeVisible();
  expect(await told!.evaluate((element) => element.isConnected)).toBe(true);

  isBusy = false;
  await page.clock.runFor(31_000);
  await expect(card(page, "First")).toContainText("41");
  await expect(page.getByRole("alert")).toHaveCount(0);
});

test("An address that names no dashboard says so, also where browsers take the name out of paths", async ({ page, open, watch }) => {
  watch.failuresExpected = true;
  for (const id of [".", "..", "none"]) {
    await open(`#/dashboard/${id}`);
    await expect(page.getByText("There is no such dashboard.")).toBeVisible();
  }
});
