import { expect, type Locator, type Page } from "@playwright/test";

/** Moves the mouse from the right edge of a chart to its last time bucket, and returns its tooltip once it is there. */
export async function lastTooltip(page: Page, chart: Locator, bucket: string): Promise<Locator> {
  const tooltip = page.locator(".chart-tooltip").filter({ hasText: bucket });
  await expect(async () => {
    const box = (await chart.boundingBox())!;
    for (let fromRight = 8; fromRight < box.width / 2 && !(await tooltip.isVisible()); fromRight += 8) {
      await page.mouse.move(box.x + box.width - fromRight, box.y + box.height / 2);
      await page.waitForTimeout(50);
    }
    await expect(tooltip).toBeVisible({ timeout: 1_000 });
  }).toPass();
  return tooltip;
}
