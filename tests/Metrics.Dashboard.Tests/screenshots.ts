import { fileURLToPath } from "node:url";
import { expect, type Page, test } from "@playwright/test";
import { lastTooltip } from "./support/chart";
import { hasFile, readFile } from "./support/covid";
import { confirmedEverywhere } from "./support/everywhere";
import { Gateway } from "./support/gateway";
import { Client } from "./support/organization";
import { securityTeam } from "./support/security";

const organization = "Security operations";
const imageOf = (name: string) => fileURLToPath(new URL(`../../docs/images/${name}.png`, import.meta.url));

let gateway: Gateway;
let client: Client;
let confirmed: number;
let metrics: Record<string, number>;

test.use({ viewport: { width: 1440, height: 900 } });

test.beforeAll(async () => {
  gateway = await Gateway.start([{ name: organization, timeZone: "America/New_York" }]);
  client = new Client(gateway, organization);
  metrics = await securityTeam(client);
  confirmed = await client.create({ name: "Confirmed", dataType: "Sum", interval: "Daily", keyedValues: true, description: "Confirmed cases of COVID-19 by country" });
  await client.add(confirmed, ...confirmedEverywhere());
  for (const count of hasFile ? (["Recovered", "Deaths"] as const) : []) {
    const id = await client.create({ name: count, dataType: "Sum", interval: "Daily", keyedValues: true, description: `${count} by country, COVID-19` });
    await client.add(id, ...readFile(count));
  }
});

test.afterAll(() => gateway.stop());

async function open(page: Page, place: string): Promise<void> {
  await page.goto(`${gateway.url}/#token=${encodeURIComponent(client.token())}`);
  await expect(page.getByRole("button", { name: "Sign out" })).toBeVisible();
  await page.goto(`${gateway.url}/${place}`);
}

test("The metrics page", async ({ page }) => {
  await open(page, "#/");
  await expect(page.getByRole("listitem").first()).toBeVisible();
  for (const row of await page.getByRole("listitem").all()) await expect(row.getByRole("img")).toBeVisible();
  await page.screenshot({ path: imageOf("metrics"), animations: "disabled" });
});

test("A metric", async ({ page }) => {
  await open(page, `#/metric/${confirmed}?from=2020-02-17&to=2020-04-15&key=US&key=Canada&key=Mexico`);
  await expect(page.getByRole("checkbox", { name: "Spain" })).toBeVisible();
  await expect(page.getByTestId("current")).toContainText("15 Apr 2020");
  await lastTooltip(page, page.getByRole("img", { name: "Chart of Confirmed" }), "15 Apr 2020");
  await page.screenshot({ path: imageOf("metric-detail"), animations: "disabled" });
});

test("A card while it is edited", async ({ page }) => {
  await client.saveDashboard("covid-19", "COVID-19", [
    { id: "north-america", title: "North America Confirmed", metric: confirmed, startDate: "2020-02-17", endDate: "2020-04-16", keys: ["US", "Canada", "Mexico"] },
  ]);
  await open(page, "#/dashboard/covid-19/card/north-america");
  const chart = page.getByRole("img", { name: "Chart of North America Confirmed" });
  await expect(page.getByRole("checkbox", { name: "Canada" })).toBeVisible();
  await lastTooltip(page, chart, "15 Apr 2020");
  await page.screenshot({ path: imageOf("card-north-america"), animations: "disabled" });
});

test("A dashboard in dark colors", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  const at = (x: number, y: number, w: number, h: number) => ({ x, y, w, h });
  const { playbookRuns = 0, minutesSaved = 0, queueDepth = 0, reports = 0, response = 0 } = metrics;
  await client.saveDashboard("operations", "Operations", [
    { title: "Minutes saved", metric: minutesSaved, chart: "Number", startDate: "-30d", layout: at(0, 0, 3, 2) },
    { title: "Playbook runs", metric: playbookRuns, chart: "Number", startDate: "-7d", layout: at(3, 0, 3, 2) },
    { title: "Reports of phishing", metric: reports, chart: "Number", startDate: "-7d", layout: at(6, 0, 3, 2) },
    { title: "Queue depth", metric: queueDepth, chart: "Area", startDate: "-24h", shortDates: true, layout: at(9, 0, 3, 4) },
    { title: "Runs by playbook", metric: playbookRuns, chart: "StackedArea", startDate: "-7d", shortDates: true, layout: at(0, 2, 6, 4) },
    { title: "Playbooks", metric: playbookRuns, chart: "Sparklines", startDate: "-24h", layout: at(6, 2, 3, 4) },
    { title: "Reports by verdict", metric: reports, chart: "NormalizedArea", startDate: "-7d", shortDates: true, layout: at(0, 6, 4, 3) },
    { title: "Minutes saved by day", metric: minutesSaved, chart: "Bar", startDate: "-30d", shortDates: true, layout: at(4, 6, 5, 3) },
    { title: "Seconds to respond", metric: response, chart: "Line", startDate: "-7d", shortDates: true, layout: at(9, 4, 3, 5) },
  ]);
  await open(page, "#/dashboard/operations");
  await expect(page.locator("canvas")).toHaveCount(5);
  await expect(page.getByText("before")).toHaveCount(3);
  await page.mouse.move(0, 0);
  await page.screenshot({ path: imageOf("dashboard-dark"), animations: "disabled", fullPage: true });
});
