import type { Page } from "@playwright/test";
import { held } from "./support/held";
import { expect, foreign, test } from "./support/test";

test("The address that the server prints signs in, and the token leaves the address", async ({ page, gateway, client }) => {
  await page.goto(`${gateway.url}/#token=${encodeURIComponent(client.token())}`);

  await expect(page.getByRole("banner")).toContainText(client.organization);
  expect(page.url()).toBe(`${gateway.url}/#/`);
  expect(await page.evaluate(() => Object.keys(localStorage).concat(JSON.stringify(localStorage)).join())).not.toContain(client.token());
});

test("A token is typed, a reload keeps it, signing out forgets it", async ({ page, gateway, client }) => {
  await page.goto(gateway.url);
  await page.getByLabel("Token").fill(client.token());
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Metrics", exact: true })).toBeVisible();

  await page.reload();
  await page.getByRole("button", { name: "Sign out" }).click();

  await expect(page.getByLabel("Token")).toBeVisible();
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
  await page.reload();
  await expect(page.getByLabel("Token")).toBeVisible();
});

test("A wrong token leads back to the sign-in, which says so", async ({ page, gateway, watch }) => {
  watch.failuresExpected = true;
  await page.goto(`${gateway.url}/#token=wrong`);

  await expect(page.getByText("The server does not accept this token.")).toBeVisible();
  await expect(page.getByLabel("Token")).toBeVisible();
});

test("A token with letters outside ASCII signs in, and one that somebody has pasted something invisible along with is said to be wrong", async ({ page, gateway, client, watch }) => {
  watch.failuresExpected = true;
  await page.goto(gateway.url);
  for (const wrong of [`\u200B${client.token()}`, "\u{1F511}"]) {
    await page.getByLabel("Token").fill(wrong);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("alert")).toHaveText("The server does not accept this token.");
  }

  await page.getByLabel("Token").fill(gateway.token(foreign, "Administrator"));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("banner")).toContainText(foreign);
});

/** Follows a link with a token in the tab where one is. */
async function follow(page: Page, token: string): Promise<void> {
  await page.evaluate((fragment) => (location.hash = fragment), `#token=${encodeURIComponent(token)}`);
}

test("Who is signed in stays so until the server accepts the token of another link", async ({ page, gateway, client, open, watch, expectAccessible }) => {
  watch.failuresExpected = true;
  await open("#/dashboards");
  const notice = page.getByRole("main").getByRole("alert");

  await follow(page, "wrong");
  await expect(notice).toHaveText("The token of this link is not accepted; you are still signed in as before.");
  await expect(page.getByRole("heading", { name: "Metrics", exact: true })).toBeVisible();
  await expect(page.getByRole("banner")).toContainText(client.organization);
  expect(page.url()).toBe(`${gateway.url}/#/`);
  await expectAccessible();
  await notice.getByRole("button", { name: "Close" }).click();
  await expect(notice).toHaveCount(0);

  for (const status of [429, 500, 0]) {
    await page.route("**/v2/me", (route) => (status === 0 ? route.abort() : route.fulfill({ status, json: {} })));
    await follow(page, gateway.token(foreign, "Reader"));
    await expect(notice).toHaveText("The token of this link could not be checked; you are still signed in as before. Open the link again.");
    await notice.getByRole("button", { name: "Close" }).click();
    await page.unroute("**/v2/me");
  }

  await follow(page, "wrong");
  await expect(notice).toBeVisible();
  await follow(page, gateway.token(foreign, "Reader"));
  await expect(page.getByRole("banner")).toContainText(foreign);
  await expect(notice).toHaveCount(0);
});

test("Of two links the later one counts, however late the server answers about the first", async ({ page, gateway, client, open }) => {
  await open();
  const hold = await held(page, "**/v2/me", "GET");
  const asked = page.waitForRequest("**/v2/me");
  await follow(page, gateway.token(foreign, "Reader"));
  const first = await asked;
  const aborted = page.waitForEvent("requestfailed", (request) => request === first);
  await follow(page, client.token());
  await aborted;
  hold.release();
  await expect(page.getByRole("banner")).toContainText(client.organization);
});

test("A link signs in where the token before it is accepted no more, also where the page has learnt that first", async ({ page, gateway, client, watch }) => {
  watch.failuresExpected = true;
  await page.goto(gateway.url);
  await page.evaluate(() => sessionStorage.setItem("metrics.token", "stale"));
  await page.goto("about:blank");
  let release = (): void => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/v2/me", async (route) => {
    if (route.request().headers()["authorization"] === `Bearer ${client.token()}`) await released;
    await route.continue();
  });

  await page.goto(`${gateway.url}/#token=${encodeURIComponent(client.token())}`);
  await expect(page.getByText("The server does not accept this token.")).toBeVisible();
  release();
  await expect(page.getByRole("banner")).toContainText(client.organization);
});

test("A link shows its place after signing in", async ({ page, gateway, client }) => {
  const id = await client.create({ name: "linked", dataType: "Sum", interval: "Daily" });
  await page.goto(`${gateway.url}/#/metric/${id}?range=90d`);
  await page.getByLabel("Token").fill(client.token());
  await page.getByRole("button", { name: "Sign in" }).click();

  await expect(page.getByRole("heading", { name: "linked" })).toBeVisible();
  await expect(page.getByRole("radio", { name: "90 days" })).toBeChecked();
});

for (const [what, forbid] of [
  ["forbids the page to keep anything", () => ["localStorage", "sessionStorage"].forEach((name) => Object.defineProperty(window, name, { get: () => { throw new DOMException("Denied", "SecurityError"); } }))],
  ["has no room left", () => void (Storage.prototype.setItem = () => { throw new DOMException("Full", "QuotaExceededError"); })],
] as const) {
  test(`Where the browser ${what}, one signs in all the same, until a reload`, async ({ page, gateway, client }) => {
    await page.addInitScript(forbid);
    await page.goto(`${gateway.url}/#token=${encodeURIComponent(client.token())}`);
    await expect(page.getByRole("banner")).toContainText(client.organization);

    await page.reload();
    await page.getByLabel("Token").fill(client.token());
    await page.keyboard.press("Enter");
    await expect(page.getByRole("banner")).toContainText(client.organization);
    await page.getByRole("button", { name: "Sign out" }).click();
    await expect(page.getByLabel("Token")).toBeVisible();
  });
}
