import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Page, Request } from "@playwright/test";
import { untilCounted } from "./support/requests";
import { expect, test } from "./support/test";

const isData = (url: string) => /\/v2\/customMetrics\/\d+\/data\?/.test(url);

/** Counts the reads of data from now on whose address has a text in it, and those that have been answered. */
function countReads(page: Page, text = ""): { count: number; answered: number } {
  const sent = new Set<Request>();
  const reads = { count: 0, answered: 0 };
  page.on("request", (request) => {
    if (isData(request.url()) && request.url().includes(text)) reads.count = sent.add(request).size;
  });
  page.on("requestfinished", (request) => {
    if (sent.has(request)) reads.answered++;
  });
  return reads;
}

/** What the browser does when one goes to another tab, and when one comes back. */
async function setHidden(page: Page, isHidden: boolean): Promise<void> {
  await page.evaluate((hidden) => {
    Object.defineProperty(document, "visibilityState", { configurable: true, get: () => (hidden ? "hidden" : "visible") });
    Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
    document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
  }, isHidden);
}

test("A point posted by curl shows on an open card by itself", async ({ page, gateway, client, open }) => {
  const id = await client.create({ name: "live", dataType: "Sum", interval: "Yearly" });
  await client.add(id, { value: 41 });
  await client.saveDashboard("board", "Board", [{ title: "Live", metric: id, chart: "Number", startDate: "-24h" }]);
  await open("#/dashboard/board");
  const card = page.getByRole("region", { name: "Live", exact: true });
  await expect(card).toContainText("41");

  let loads = 0;
  page.on("load", () => loads++);
  await promisify(execFile)("curl", ["--fail", "-sS", `${gateway.url}/v2/customMetrics/${id}/data`, "-H", `Authorization: Bearer ${client.token()}`, "-H", "Content-Type: application/json", "-d", '{"value":1}']);
  await expect(card).toContainText("42");
  expect(loads).toBe(0);
});

test("Fifty cards ask once for each interval, those that ask for the same share a request, and a hidden tab asks nothing", async ({ page, gateway, client, open }) => {
  const ids = await Promise.all(Array.from({ length: 48 }, (_, place) => client.create({ name: `metric ${place}`, dataType: "Sum", interval: "Daily" })));
  await Promise.all(ids.map((id) => client.add(id, { value: 7 })));
  const metrics = [...ids, ids[0]!, ids[0]!];
  await client.saveDashboard("board", "Board", metrics.map((metric, place) => ({ title: `Card ${place}.`, metric, chart: place % 2 === 0 ? "Number" : "Line" })), 3600);
  await page.clock.install();
  await open("#/dashboards");
  await expect(page.getByRole("link", { name: "Board", exact: true })).toBeVisible();
  const reads = countReads(page);
  await page.goto(`${gateway.url}/#/dashboard/board`);
  await expect(page.locator("canvas")).toHaveCount(25);
  await expect(page.getByText("7", { exact: true })).toHaveCount(25);

  // Card 0 is a number, and so is one of the two others of its metric; the third is a line and asks for less.
  const different = 49;
  await untilCounted(page);
  expect(reads.count).toBe(different);
  for (const round of [2, 3]) {
    await page.clock.fastForward("01:01:00");
    await expect.poll(() => reads.answered).toBe(round * different);
    await untilCounted(page);
    expect(reads.count).toBe(round * different);
  }

  await setHidden(page, true);
  await page.clock.fastForward("03:00:00");
  await untilCounted(page);
  expect(reads.count).toBe(3 * different);
  await setHidden(page, false);
  await expect.poll(() => reads.answered).toBe(4 * different);
});

test("Where a metric has many points in a range, its page asks for them less often", async ({ page, client, open }) => {
  const id = await client.create({ name: "many", dataType: "Sum", interval: "Daily", keyedValues: true });
  await client.add(id, ...Array.from({ length: 10 }, (_, key) => ({ name: `key ${key}`, value: 1 })));
  await page.clock.install();
  await open(`#/metric/${id}?range=1y`);
  await expect(page.getByRole("img", { name: "Chart of many" })).toBeVisible();
  const reads = countReads(page, "startDate=-1y");
  await page.clock.runFor(20_000);
  await untilCounted(page);
  expect(reads.count).toBe(0);
  await page.clock.runFor(12_000);
  await expect.poll(() => reads.count).toBe(1);
});

test("A card whose metric has many points in its range is read less often than its dashboard says", async ({ page, client, open }) => {
  const id = await client.create({ name: "many", dataType: "Sum", interval: "Daily", keyedValues: true });
  await client.add(id, ...Array.from({ length: 10 }, (_, key) => ({ name: `key ${key}`, value: 1 })));
  await client.saveDashboard("board", "Board", [{ title: "Month", metric: id, chart: "Table" }, { title: "Year", metric: id, chart: "Table", startDate: "-1y" }]);
  await page.clock.install();
  await open("#/dashboard/board");
  for (const title of ["Month", "Year"]) await expect(page.getByRole("region", { name: title, exact: true }).getByRole("cell").first()).toBeVisible();
  const [month, year] = [countReads(page, "startDate=-30d"), countReads(page, "startDate=-1y")];
  await page.clock.runFor(20_000);
  await expect.poll(() => month.count).toBeGreaterThanOrEqual(2);
  await untilCounted(page);
  expect(year.count).toBe(0);
  await page.clock.runFor(12_000);
  await expect.poll(() => year.count).toBe(1);
});

test("A card of hours over a year says that it has few of many keys, and how one sees others", async ({ page, client, open }) => {
  const id = await client.create({ name: "byHost", dataType: "Sum", interval: "Hourly", keyedValues: true });
  await client.add(id, ...Array.from({ length: 12 }, (_, key) => ({ name: `host ${key}`, value: key + 1 })));
  await client.saveDashboard("board", "Board", [{ title: "Year", metric: id, chart: "Sparklines", startDate: "-1y" }]);
  await open("#/dashboard/board");
  const card = page.getByRole("region", { name: "Year", exact: true });
  await expect(card.getByRole("listitem")).toHaveCount(11);
  await expect(card.getByRole("listitem").last()).toContainText("other");
  await expect(card.getByRole("note")).toHaveText("10 largest");
  await expect(card.getByRole("note")).toHaveAccessibleName(/More than 10 keys.*10 largest, and all others added up as “other”\. Choose keys, or a shorter range, or sum them up/);
});

test("A hundred series over ninety days are drawn", async ({ page, client, open }) => {
  const id = await client.create({ name: "many", dataType: "Sum", interval: "Daily", keyedValues: true });
  const days = Array.from({ length: 91 }, (_, place) => new Date(Date.now() - place * 86_400_000).toISOString());
  await client.add(id, ...days.flatMap((date, day) => Array.from({ length: 101 }, (_, key) => ({ name: `key ${key}`, date, value: 1000 + key * 10 + ((day * 7 + key * 3) % 50) }))));
  await client.saveDashboard("board", "Board", [{ title: "Many", metric: id, chart: "Line", startDate: "-90d", layout: { x: 0, y: 0, w: 12, h: 6 } }]);
  await open("#/dashboards");
  // Other reads may still be on their way: those of the page that one comes from.
  const answered = page.waitForEvent("requestfinished", (request) => isData(request.url()) && request.url().includes("startDate=-90d"));
  await page.getByRole("link", { name: "Board", exact: true }).click();
  await answered;
  const start = Date.now();
  await expect(page.locator("canvas")).toBeVisible();
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  console.log(`100 series over 90 days were drawn ${Date.now() - start} ms after their data had come.`);

  const card = page.getByRole("region", { name: "Many", exact: true });
  await expect(card.getByRole("note")).toHaveText("100 largest");
  await expect(card.getByRole("note")).toHaveAccessibleName(/More than 100 keys/);
});

test("Values that the server cannot give now are said to be missing until they come, and those of before do not stand in for them", async ({ page, client, open, watch }) => {
  watch.failuresExpected = true;
  const id = await client.create({ name: "orders", dataType: "Sum", interval: "Daily" });
  await client.add(id, { value: 3 });
  await open(`#/metric/${id}`);
  const chart = page.getByRole("img", { name: "Chart of orders" });
  await expect(chart).toBeVisible();

  // Three times it fails, since a read is tried again twice; the fourth is the next read, which is under way until it is let go.
  let [count, answer] = [0, () => {}];
  const answered = new Promise<void>((resolve) => (answer = resolve));
  await page.route(/startDate=-90d/, (route) => (++count <= 3 ? route.fulfill({ status: 503, json: { status: "Failure", message: "The service is busy" } }) : answered.then(() => route.continue())));
  await page.getByText("90 days").click();
  const alert = page.getByRole("region", { name: "Values" }).getByRole("alert");
  for (const least of [1, 4]) {
    await expect.poll(() => count).toBeGreaterThanOrEqual(least);
    await expect(alert).toHaveText("The service is busy");
    await expect(chart).toBeHidden();
  }

  answer();
  await expect(chart).toBeVisible();
  await expect(alert).toBeHidden();
});

test("While the values of another range are on their way, a number shows none, and a chart that it is of the old one", async ({ page, client, open }) => {
  const id = await client.create({ name: "orders", dataType: "Sum", interval: "Daily" });
  const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
  await client.add(id, { value: 3, date: daysAgo(1) }, { value: 40, date: daysAgo(50) });
  await client.saveDashboard("board", "Board", [{ title: "Number", metric: id, chart: "Number" }, { title: "Table", metric: id, chart: "Table" }], 0);
  await open("#/dashboard/board");
  const of = (card: string) => page.getByRole("region", { name: card, exact: true }).locator(".card-body");
  await expect(of("Number")).toHaveText("3▼ -92.5% from 40 before");

  let answer = () => {};
  const answered = new Promise<void>((resolve) => (answer = resolve));
  await page.route(/-90d|-183d/, (route) => answered.then(() => route.continue()));
  await page.getByRole("combobox", { name: "Range of the dashboard" }).click();
  await page.getByRole("option", { name: "Last 90 days" }).click();
  await expect(page.locator(".card-range")).toHaveText(["Last 90 days", "Last 90 days"]);
  await expect(of("Number")).toHaveText("");
  await expect(of("Table")).toHaveAttribute("aria-busy", "true");

  answer();
  await expect(of("Number")).toHaveText("43Nothing before to compare with");
  await expect(of("Table")).not.toHaveAttribute("aria-busy");
});
