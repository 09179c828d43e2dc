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
