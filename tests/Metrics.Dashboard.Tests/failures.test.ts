import { untilCounted } from "./support/requests";
import { expect, test } from "./support/test";

for (const [what, place, path] of [
  ["Who is signed in", "#/", "**/v2/me"],
  ["The list of metrics", "#/", "**/v2/customMetrics?*"],
  ["The keys of a metric", "#/metric/{id}", "**/keys?*"],
  ["The list of dashboards", "#/dashboards", "**/v2/dashboards"],
  ["A dashboard", "#/dashboard/board", "**/v2/dashboards/board"],
] as const) {
  test(`${what}: why it could not be read stands there until it is read, also while that is tried again`, async ({ page, client, open, watch }) => {
    watch.failuresExpected = true;
    const id = await client.create({ name: "runs", dataType: "Sum", interval: "Daily", keyedValues: true });
    await client.saveDashboard("board", "Board", []);
    let [reads, answer] = [0, () => {}];
    const answered = new Promise<void>((resolve) => (answer = resolve));
    await page.route(path, (route) => (++reads === 1 ? route.fulfill({ status: 422, json: { status: "Failure", message: "Not now" } }) : answered.then(() => route.continue())));
    await page.clock.install();
    await open(place.replace("{id}", String(id)));
    const alert = page.getByRole("main").getByRole("alert");
    await expect(alert).toHaveText("Not now");

    await page.clock.runFor(61_000);
    await expect.poll(() => reads).toBe(2);
    await untilCounted(page);
    expect(await alert.allTextContents()).toEqual(["Not now"]);

    answer();
    await expect(alert).toHaveCount(0);
  });
}

test("Once a server that was away is there again, the page waits for its answer as at first", async ({ page, open, watch }) => {
  watch.failuresExpected = true;
  let [isThere, answer] = [false, () => {}];
  const answered = new Promise<void>((resolve) => (answer = resolve));
  await page.route("**/v2/me", (route) => (isThere ? answered.then(() => route.continue()) : route.abort()));
  await page.route("**/health/ready", (route) => (isThere ? route.continue() : route.fulfill({ status: 503 })));
  await open("#/");
  const banner = page.getByRole("status").filter({ hasText: "The server does not answer" });
  await expect(banner).toBeVisible();

  isThere = true;
  await expect(banner).toBeHidden();
  await expect(page.getByRole("main").locator(".mantine-Skeleton-root").first()).toBeVisible();
  answer();
  await expect(page.getByRole("main").getByRole("heading", { level: 1 })).toBeVisible();
});
