import { expect, type Locator, type Page } from "@playwright/test";

/** Moves the mouse over a chart, to a share of its width, and returns its tooltip once it is about that time bucket. */
export async function tooltipAt(page: Page, chart: Locator, share: number, bucket: string): Promise<Locator> {
  const tooltip = page.locator(".chart-tooltip").filter({ hasText: bucket });
  await expect(async () => {
    const box = (await chart.boundingBox())!;
    const x = box.x + 16 + share * (box.width - 32);
    await page.mouse.move(x - 30, box.y + box.height / 2);
    await page.mouse.move(x, box.y + box.height / 2);
    await expect(tooltip).toBeVisible({ timeout: 1_000 });
  }).toPass();
  return tooltip;
}
