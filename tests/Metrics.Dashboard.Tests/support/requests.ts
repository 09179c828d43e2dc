import type { Page } from "@playwright/test";

/**
 * Waits until all that the page has sent is counted: the browser reports requests in the order in which they were sent, and this
 * one comes after them.
 */
export async function untilCounted(page: Page): Promise<void> {
  const last = page.waitForEvent("requestfinished", (request) => request.url().endsWith("/health/live"));
  await page.evaluate(() => fetch("health/live").then((answer) => answer.text()));
  await last;
}
