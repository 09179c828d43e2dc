import type { Page } from "@playwright/test";

/** Keeps requests of this method from the server until they are released. */
export async function held(page: Page, path: string, method: string): Promise<{ release: () => void }> {
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route(path, async (route) => {
    if (route.request().method() === method) await released;
    await route.continue();
  });
  return { release };
}
