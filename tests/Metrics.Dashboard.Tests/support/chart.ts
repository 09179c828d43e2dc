import { expect, type Locator, type Page } from "@playwright/test";

/** Where the last time bucket of a chart stands, in pixels from its right edge. */
const fromRight = 36;

/** Moves the mouse over the last time bucket of a chart, and returns its tooltip once it is there. */
export async function lastTooltip(page: Page, chart: Locator, bucket: string): Promise<Locator> {
  const tooltip = page.locator(".chart-tooltip").filter({ hasText: bucket });
  await expect(async () => {
    const box = (await chart.boundingBox())!;
    const x = box.x + box.width - fromRight;
    await page.mouse.move(x - 30, box.y + box.height / 2);
    await page.mouse.move(x, box.y + box.height / 2);
    await expect(tooltip).toBeVisible({ timeout: 2_000 });
  }).toPass();
  return tooltip;
}
