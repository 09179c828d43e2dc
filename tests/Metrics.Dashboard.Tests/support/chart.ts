import { expect, type Locator, type Page } from "@playwright/test";

/** Moves the mouse from the right edge of a chart to its last time bucket, and returns its tooltip once it is there. */
export async function lastTooltip(page: Page, chart: Locator, bucket: string): Promise<Locator> {
  const tooltip = page.locator(".chart-tooltip").filter({ hasText: bucket });
  await expect(async () => {
    const box = (await chart.boundingBox())!;
    // The last bucket is only half as wide as the others, a few pixels where there are many.
    for (let fromRight = 2; fromRight < box.width / 2 && !(await tooltip.isVisible()); fromRight += 2) {
      await page.mouse.move(box.x + box.width - fromRight, box.y + box.height / 2);
      // The chart draws in the next frame what it makes of the mouse in this one.
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    }
    await expect(tooltip).toBeVisible({ timeout: 1_000 });
  }).toPass();
  return tooltip;
}
