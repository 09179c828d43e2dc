import { expect, test } from "./support/test";

const firstLoadLimit = 400_000;

test("Scripts come from the server alone, and none stands within the page", async ({ page, gateway, open }) => {
  const answer = await page.request.get(gateway.url);
  const policy = new Map((answer.headers()["content-security-policy"] ?? "").split(";").map((part) => [part.trim().split(" ")[0] ?? "", part.trim()]));
  expect(policy.get("script-src")).toBe("script-src 'self'");
  expect(policy.get("default-src")).toBe("default-src 'none'");
  expect(policy.get("connect-src")).toBe("connect-src 'self'");

  await open();
  expect(await page.locator("script:not([src])").count()).toBe(0);
});

test("The first load, a chart included, stays under 400 kB", async ({ page, client, open }) => {
  const id = await client.create({ name: "weighed", dataType: "Sum", interval: "Daily" });
  await client.add(id, { value: 1 });
  await open(`#/metric/${id}`);
  await expect(page.locator("canvas")).toBeVisible();

  const sizes = await page.evaluate(() =>
    [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")].map((entry) => (entry as PerformanceResourceTiming).encodedBodySize),
  );
  const sum = sizes.reduce((a, b) => a + b, 0);
  expect(sum).toBeGreaterThan(100_000);
  expect(sum).toBeLessThan(firstLoadLimit);
});

test("Every page says which version of the service it is of", async ({ page, gateway, open }) => {
  const ready = (await (await page.request.get(`${gateway.url}/health/ready`)).json()) as { version: string };

  await open();

  await expect(page.getByText(`Metrics.Orleans ${ready.version}`)).toBeVisible();
});

test("Each page has a title of its own, which tabs, the history and bookmarks show", async ({ page, client, open }) => {
  const id = await client.create({ name: "orders", dataType: "Sum", interval: "Daily" });
  await client.saveDashboard("board", "Operations", [{ metric: id }]);
  await open();
  for (const [place, title] of [
    [`#/metric/${id}`, "orders – Metrics"],
    ["#/", "Metrics"],
    ["#/dashboards", "Dashboards – Metrics"],
    ["#/dashboard/board", "Operations – Metrics"],
    ["#/dashboard/board/card/card-0", "Edit card – Metrics"],
    ["#/dashboard/board/card/_new", "New card – Metrics"],
  ] as const) {
    await page.evaluate((fragment) => (location.hash = fragment), place);
    await expect(page).toHaveTitle(title);
  }

  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveTitle("Sign in – Metrics");
});
