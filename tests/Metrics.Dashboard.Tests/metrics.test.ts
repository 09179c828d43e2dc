import { held } from "./support/held";
import { untilCounted } from "./support/requests";
import { expect, test } from "./support/test";

test("A metric is created, found, renamed and deleted by typing its name", async ({ page, client, open }) => {
  await client.create({ name: "another", dataType: "Count", interval: "Hourly" });
  await open();
  await page.getByRole("button", { name: "New metric" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("playbookRuns");
  await page.getByRole("combobox", { name: "Interval" }).click();
  await page.getByRole("option", { name: "Hourly" }).click();
  await page.getByLabel(/^Keyed/).check();
  await page.getByLabel("Description").fill("Runs by playbook");
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page.getByRole("heading", { name: "playbookRuns" })).toBeVisible();

  await page.getByRole("link", { name: "All metrics" }).click();
  await page.getByLabel("Search metrics").fill("BOOK");
  await expect(page.getByRole("listitem")).toHaveCount(1);
  await expect(page.getByRole("listitem")).toContainText(/playbookRuns.*Runs by playbook.*Sum.*Hourly.*Keyed/);
  expect(page.url()).toContain("search=BOOK");

  await page.getByRole("button", { name: "Actions for playbookRuns" }).click();
  await page.getByRole("menuitem", { name: "Rename or describe" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("notebookRuns");
  await page.getByLabel("Description").fill("");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("link", { name: "notebookRuns" })).toBeVisible();

  await page.getByRole("button", { name: "Actions for notebookRuns" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  const remove = page.getByRole("button", { name: "Delete" });
  await expect(remove).toBeDisabled();
  await page.getByLabel("Type the name of the metric to confirm").fill("notebookRuns");
  await remove.click();

  await expect(page.getByText("No metric has this in its name or description.")).toBeVisible();
  const left = (await client.send("GET", "/v2/customMetrics")) as { data: { customMetricConfig: { name: string }[] } };
  expect(left.data.customMetricConfig.map((metric) => metric.name)).toEqual(["another"]);
});

test("Who goes elsewhere while a metric is being deleted stays there", async ({ page, client, open }) => {
  const id = await client.create({ name: "large", dataType: "Sum", interval: "Daily" });
  const path = `**/v2/customMetrics/${id}`;
  const hold = await held(page, path, "DELETE");
  await open(`#/metric/${id}`);
  await page.getByRole("button", { name: "Actions for large" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByLabel("Type the name of the metric to confirm").fill("large");
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("link", { name: "Dashboards" }).click();
  await expect(page.getByRole("heading", { name: "Dashboards" })).toBeVisible();

  const again = page.waitForRequest(/customMetrics\?/);
  hold.release();
  await again;
  await expect(page.getByRole("heading", { name: "Dashboards" })).toBeVisible();
  expect(page.url()).toContain("#/dashboards");
});

test("A dialog that waits for the server stays until it has answered, and says what came of it", async ({ page, client, open, watch }) => {
  watch.failuresExpected = true;
  await client.create({ name: "taken", dataType: "Max", interval: "Daily" });
  const hold = await held(page, "**/v2/customMetrics", "POST");
  await open();
  await page.getByRole("button", { name: "New metric" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Name" }).fill("taken");
  const sent = page.waitForRequest((request) => request.method() === "POST");
  await page.keyboard.press("Enter");
  await sent;
  for (const name of ["Cancel", "Close"]) await expect(dialog.getByRole("button", { name })).toBeDisabled();
  await page.keyboard.press("Escape");
  hold.release();
  await expect(dialog.getByRole("alert")).toContainText("a(n) customMetric with this name already exists");
  await expect(dialog.locator(":focus")).toBeAttached();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
});

test("What the server refuses is said in its words", async ({ page, client, open, watch }) => {
  watch.failuresExpected = true;
  await client.create({ name: "taken", dataType: "Sum", interval: "Daily" });
  await open();
  await page.getByRole("button", { name: "New metric" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("taken");
  await page.getByRole("combobox", { name: "Type" }).click();
  await page.getByRole("option", { name: "Max" }).click();
  await page.getByRole("button", { name: "Create" }).click();

  await expect(page.getByRole("alert")).toContainText("a(n) customMetric with this name already exists");
});

test("The list shows current values, and a new point within its refresh", async ({ page, client, open }) => {
  const id = await client.create({ name: "tasks", dataType: "Sum", interval: "Yearly" });
  await client.add(id, { value: "1234567.5" });
  await open();
  await expect(page.getByRole("listitem")).toContainText("1,234,567.5");

  await client.add(id, { value: 1 });

  await expect(page.getByRole("listitem")).toContainText("1,234,568.5");
});

test("What is dated ahead is not taken for the value of this hour", async ({ page, client, open }) => {
  const id = await client.create({ name: "planned", dataType: "Sum", interval: "Hourly" });
  const hours = (count: number) => new Date(Date.now() + count * 3_600_000).toISOString();
  await client.add(id, { value: 3, date: hours(-5) }, { value: 5, date: hours(5) });
  await open();
  await expect(page.getByRole("listitem")).toContainText("0this hour");
});

test("A metric that has been silent shows when its latest value came, and its page leads there", async ({ page, client, open }) => {
  const id = await client.create({ name: "silent", dataType: "Last", interval: "Daily", keyedValues: true });
  await client.add(id, { name: "US", value: 7, date: "2020-04-14" }, { name: "US", value: 9, date: "2020-04-15" });
  await open();
  await expect(page.getByRole("listitem")).toContainText(/silent.*9.*US.*15 Apr 2020/);
  await expect(page.getByRole("img", { name: "Recent values of silent" })).toBeVisible();

  await page.getByRole("link", { name: "silent" }).click();
  await page.getByRole("button", { name: "Show the latest data" }).click();
  await expect(page.getByRole("img", { name: "Chart of silent" })).toBeVisible();
  expect(page.url()).toContain("from=2020-03-17&to=2020-04-15");
});

test("The first point of a metric shows by itself, however long ago it is dated", async ({ page, client, open }) => {
  const id = await client.create({ name: "history", dataType: "Last", interval: "Daily", keyedValues: true });
  await open();
  await expect(page.getByRole("listitem")).toContainText("no data yet");
  await client.add(id, { name: "US", value: 7, date: "2020-04-15" });
  await expect(page.getByRole("listitem")).toContainText(/history.*7.*US.*15 Apr 2020/);
});

test("The page of a metric leads to its first point by itself, however long ago it is dated", async ({ page, client, open }) => {
  const id = await client.create({ name: "history", dataType: "Last", interval: "Daily", keyedValues: true });
  await open(`#/metric/${id}?range=30d&key=US`);
  await expect(page.getByText("No point of the chosen keys has come yet.")).toBeVisible();
  await client.add(id, { name: "US", value: 7, date: "2020-04-15" });
  await expect(page.getByText("The latest is of 15 Apr 2020.")).toBeVisible();
  await expect(page.getByTestId("current")).toContainText(/7.*US.*15 Apr 2020/);
});

test("What comes late to a metric that has been silent shows within a minute", async ({ page, client, open }) => {
  const id = await client.create({ name: "backfill", dataType: "Sum", interval: "Hourly" });
  await client.add(id, { value: 7, date: "2020-04-15T12:00:00Z" });
  await page.clock.install();
  await open(`#/metric/${id}`);
  const current = page.getByTestId("current");
  await expect(current).toContainText(/7.*15 Apr 2020/);

  await client.add(id, { value: 2, date: "2020-04-15T12:30:00Z" });
  await page.clock.fastForward(60_000);
  await expect(current).toContainText(/9.*15 Apr 2020/);

  await client.add(id, { value: 3, date: "2020-05-20T12:00:00Z" });
  await page.clock.fastForward(60_000);
  await expect(current).toContainText(/3.*20 May 2020/);
  await expect(page.getByText(/The latest is of .*20 May 2020/)).toBeVisible();
});

test("A list of metrics that have been silent asks for what comes late once a minute", async ({ page, client, open }) => {
  const rows = 10;
  for (let place = 0; place < rows; place++) await client.add(await client.create({ name: `silent ${place}`, dataType: "Sum", interval: "Daily" }), { value: 7, date: "2020-04-15" });
  await page.clock.install();
  await open();
  await expect(page.getByText("15 Apr 2020")).toHaveCount(rows);
  let recent = 0;
  let late = 0;
  page.on("request", (request) => {
    const startDate = new URL(request.url()).searchParams.get("startDate");
    if (startDate?.startsWith("-")) recent++;
    else if (startDate != null) late++;
  });
  for (let step = 1; step <= 6; step++) {
    await page.clock.fastForward(10_000);
    await expect.poll(() => recent).toBeGreaterThanOrEqual(step * rows);
  }

  // When the latest point is, and the values up to it.
  await expect.poll(() => late).toBeGreaterThanOrEqual(2 * rows);
  expect(late).toBeLessThan(4 * rows);
});

test("The way to the latest data leads to that of the chosen keys, however busy others are", async ({ page, client, open }) => {
  const id = await client.create({ name: "mixed", dataType: "Last", interval: "Daily", keyedValues: true });
  await client.add(id, { name: "silent", value: 7, date: "2020-04-15" }, { name: "busy", value: 1, date: "2020-08-01" });
  await open(`#/metric/${id}?range=30d&key=silent`);
  await expect(page.getByText("The latest is of 15 Apr 2020.")).toBeVisible();
  await page.getByRole("button", { name: "Show the latest data" }).click();
  await expect(page.getByRole("img", { name: "Chart of mixed" })).toBeVisible();

  await open(`#/metric/${id}?range=30d&key=never`);
  await expect(page.getByText("No point of the chosen keys has come yet.")).toBeVisible();
});

test("Ten thousand metrics would not ask ten thousand times: only rows in view ask for values", async ({ page, client, open }) => {
  for (let place = 0; place < 120; place++) await client.create({ name: `metric ${String(place).padStart(3, "0")}`, dataType: "Sum", interval: "Daily" });
  const asked = new Set<string>();
  page.on("request", (request) => {
    const match = /customMetrics\/(\d+)\/data/.exec(request.url());
    if (match !== null) asked.add(match[1]!);
  });
  await open();
  await expect(page.getByRole("link", { name: "metric 000" })).toBeVisible();
  await page.mouse.move(600, 500);
  await expect.poll(() => asked.size).toBeGreaterThan(5);
  await untilCounted(page);
  expect(asked.size).toBeLessThan(40);

  await page.keyboard.press("End");

  await expect(page.getByRole("link", { name: "metric 119" })).toBeVisible();
  await untilCounted(page);
  expect(asked.size).toBeLessThan(80);
});

test("A page begins at its top, and the way back leads to where one was", async ({ page, client, open }) => {
  await page.setViewportSize({ width: 375, height: 400 });
  for (let place = 10; place < 40; place++) await client.create({ name: `metric ${place}`, dataType: "Sum", interval: "Daily", keyedValues: true });
  await open();
  const top = () => page.evaluate(() => scrollY);
  const link = page.getByRole("link", { name: "metric 30" });
  await expect(async () => {
    await page.mouse.wheel(0, 400);
    await expect(link).toBeInViewport({ timeout: 100 });
  }).toPass();
  const left = await top();
  expect(left).toBeGreaterThan(1_000);

  await link.click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("metric 30");
  expect(await top()).toBe(0);
  await page.goBack();
  await expect(link).toBeInViewport();
  await page.goForward();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("metric 30");
  expect(await top()).toBe(0);
});

test("That nothing has come yet is said only where it is known", async ({ page, client, open, watch }) => {
  watch.failuresExpected = true;
  const id = await client.create({ name: "silent", dataType: "Sum", interval: "Hourly" });
  await client.add(id, { value: 7, date: "2024-04-09" });
  await page.route("**/data?*startDate=1970*", (route) => route.fulfill({ status: 500, json: { status: "Failure", message: "Not now." } }));
  await open();
  await expect(page.getByRole("listitem")).toContainText("Not read");
  await expect(page.getByRole("listitem")).not.toContainText("no data yet");
});
