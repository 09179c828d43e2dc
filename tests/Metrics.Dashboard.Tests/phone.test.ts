import type { Page } from "@playwright/test";
import { expect, test } from "./support/test";

test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });

test("A finger on a chart scrolls the page up and down; two zoom into the chart, and one moves that sideways", async ({ page, client, open }) => {
  const id = await client.create({ name: "swiped", dataType: "Sum", interval: "Daily" });
  await client.add(id, ...Array.from({ length: 30 }, (_, place) => ({ value: place + 1, date: new Date(Date.now() - place * 86_400_000).toISOString() })));
  await open(`#/metric/${id}`);
  const canvas = page.getByRole("img", { name: "Chart of swiped" }).locator("canvas");
  const scrolled = () => page.evaluate(() => scrollY);
  const middle = async () => {
    const box = (await canvas.boundingBox())!;
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };
  await expect(canvas).toBeVisible();
  const ended = page.evaluate(() => new Promise((resolve) => addEventListener("scrollend", resolve, { once: true })));
  await move(page, [{ ...(await middle()), byY: -150 }]);
  await expect.poll(scrolled).toBeGreaterThan(100);
  await ended;

  const top = await scrolled();
  const { x, y } = await middle();
  const dateThere = async () => {
    await page.touchscreen.tap(x + 60, y);
    return await page.locator(".chart-tooltip-title").textContent();
  };
  const dates = [await dateThere()];
  await move(page, [{ x: x - 20, y, byX: -70 }, { x: x + 20, y, byX: 70 }]);
  dates.push(await dateThere());
  await move(page, [{ x, y, byX: 110 }]);
  dates.push(await dateThere());
  expect(new Set(dates).size).toBe(3);
  expect(await scrolled()).toBe(top);
});

test("In the tables of a metric and of a card, long values, dates and names stand beside each other, each row in one line", async ({ page, client, open }) => {
  const id = await client.create({ name: "average", dataType: "Average", interval: "Hourly", keyedValues: true });
  const keys = ["short", "w".repeat(255), "of another"];
  await client.add(id, ...keys.flatMap((name) => [{ name, value: "79228162514264337593543950.335" }, { name, value: "-1234567890123456789012345.678", date: new Date(Date.now() - 7_200_000).toISOString() }]));
  await client.saveDashboard("board", "Board", [{ title: "Averages", metric: id, chart: "Table", startDate: "-3h" }]);
  for (const [place, label] of [["#/dashboard/board", "Table of Averages"], [`#/metric/${id}?view=table`, "Data points"]] as const) {
    await open(place);
    const table = page.getByRole("region", { name: label });
    await expect(table.getByRole("cell", { name: /^\d[\d,.]{25,}$/ }).first()).toBeAttached();
    expect(await table.evaluate(overlaps)).toEqual([]);
    const heights = await table.locator("[aria-rowindex]").evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect().height));
    expect(Math.max(...heights)).toBeLessThan(40);
  }
});

test("Columns stay where they are while one scrolls to rows with longer values", async ({ page, client, open }) => {
  const id = await client.create({ name: "long", dataType: "Sum", interval: "Daily" });
  await client.add(id, { value: "79228162514264337593543950.335", date: "2020-01-01" }, ...Array.from({ length: 200 }, (_, day) => ({ value: day, date: new Date(Date.UTC(2020, 0, 2 + day, 12)).toISOString() })));
  await client.saveDashboard("board", "Board", [{ title: "Sums", metric: id, chart: "Table", startDate: "2020-01-01", endDate: "2020-07-18" }]);
  for (const [place, label] of [["#/dashboard/board", "Table of Sums"], [`#/metric/${id}?view=table&from=2020-01-01&to=2020-07-18`, "Data points"]] as const) {
    await open(place);
    const table = page.getByRole("region", { name: label });
    const long = table.getByRole("cell", { name: /^79,228/ });
    await expect(table.getByRole("columnheader").first()).toBeVisible();
    const edges = () => table.getByRole("columnheader").evaluateAll((heads) => heads.map((head) => head.getBoundingClientRect().right));
    const before = [await edges(), await long.count()];
    await table.evaluate((box) => (box.scrollTop = box.scrollTop > 0 ? 0 : box.scrollHeight));
    await expect.poll(() => long.count()).not.toBe(before[1]);
    expect(await edges()).toEqual(before[0]);
  }
});

/** What in a table runs into the cell beside it. */
function overlaps(table: Element): string[] {
  const rightOf = (cell: Element) => {
    // Of what is cut with an ellipsis, the part that is shown.
    const text = document.createRange();
    text.selectNodeContents(cell);
    const cut = cell.querySelector("[data-one-line]");
    return (cut ?? text).getBoundingClientRect().right;
  };
  const cells = [...table.querySelectorAll("td, th")].filter((cell) => cell.nextElementSibling !== null);
  return cells.filter((cell) => rightOf(cell) > cell.nextElementSibling!.getBoundingClientRect().left + 1).map((cell) => cell.textContent);
}

interface Finger {
  readonly x: number;
  readonly y: number;
  readonly byX?: number;
  readonly byY?: number;
}

/** Sets fingers on the screen and moves them so many pixels. */
async function move(page: Page, fingers: readonly Finger[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const at = (part: number) => fingers.map(({ x, y, byX = 0, byY = 0 }, id) => ({ id, x: x + byX * part, y: y + byY * part }));
  await session.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: at(0) });
  for (let step = 1; step <= 10; step++) await session.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: at(step / 10) });
  await session.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  await session.detach();
}
