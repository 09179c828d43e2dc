import type { Locator } from "@playwright/test";
import { lastTooltip } from "./support/chart";
import { confirmed } from "./support/covid";
import { held } from "./support/held";
import { expect, test } from "./support/test";

const northAmerica = ["US", "Canada", "Mexico"];

test("A chart shows exact values of the real file in its tooltip, and the address holds what it shows", async ({ page, client, open, expectAccessible }) => {
  const id = await client.create({ name: "Confirmed", dataType: "Sum", interval: "Daily", keyedValues: true });
  await client.add(id, ...confirmed([...northAmerica, "Japan"], "2020-02-17"));
  await open(`#/metric/${id}?from=2020-02-17&to=2020-04-15`);
  for (const country of northAmerica) await page.getByRole("checkbox", { name: country, exact: true }).check();
  await expect(page.getByText("3 in the chart")).toBeVisible();

  const tooltip = await lastTooltip(page, page.getByRole("img", { name: "Chart of Confirmed" }), "15 Apr 2020");
  await expect(tooltip).toContainText(/US637,974.*Canada28,209.*Mexico5,847/);
  await expect(tooltip).not.toContainText("Japan");
  expect(new URLSearchParams(page.url().split("?")[1]).getAll("key")).toEqual(northAmerica);
  await expectAccessible();

  await page.getByText("Table", { exact: true }).click();
  const rows = page.getByRole("region", { name: "Data points" }).getByRole("row");
  await expect(rows.nth(1)).toHaveText(/15 Apr 2020US637,9741/);
  await expectAccessible();

  await page.reload();
  await expect(rows.nth(1)).toHaveText(/15 Apr 2020US637,9741/);
  await page.getByRole("switch", { name: "Sum of keys" }).check();
  await expect(rows.nth(1)).toHaveText(/15 Apr 2020672,030/);
});

test("185 keys are searched, and scroll without all of them being there", async ({ page, client, open }) => {
  const id = await client.create({ name: "byCountry", dataType: "Last", interval: "Daily", keyedValues: true });
  await client.add(id, ...Array.from({ length: 185 }, (_, place) => ({ name: `Country ${String(place).padStart(3, "0")}`, value: place })));
  await open(`#/metric/${id}`);
  const keys = page.getByRole("region", { name: "Keys" });
  const list = keys.getByRole("group", { name: "Keys and their values" });
  await expect(list.getByRole("checkbox").first()).toHaveAccessibleName("Country 184");
  expect(await list.getByRole("checkbox").count()).toBeLessThan(40);

  await list.evaluate((element) => element.scrollTo(0, element.scrollHeight));
  await expect(list.getByRole("checkbox", { name: "Country 000" })).toBeVisible();

  await keys.getByText("By name").click();
  await keys.getByLabel("Search keys").fill("ry 11");
  await expect(list.getByRole("checkbox")).toHaveCount(10);
  await expect(list.getByRole("checkbox").first()).toHaveAccessibleName("Country 110");
});

test("Keys beyond those that come at once are found by searching, on the page of a metric and for a card", async ({ page, client, open }) => {
  const id = await client.create({ name: "byHost", dataType: "Last", interval: "Daily", keyedValues: true });
  await client.add(id, ...Array.from({ length: 10_005 }, (_, place) => ({ name: `host ${String(place).padStart(5, "0")}`, value: place })));
  await open(`#/metric/${id}`);
  const keys = page.getByRole("region", { name: "Keys" });
  await expect(keys.getByRole("heading")).toHaveText("Keys 10,005");
  await expect(keys).toContainText("These are the first 10,000. Search to find others.");
  await keys.getByLabel("Search keys").fill("00003");
  await expect(keys.getByRole("heading")).toHaveText("Keys 1 of 10,005");
  await keys.getByRole("checkbox", { name: "host 00003" }).check();
  await expect(keys).toContainText("1 in the chart");

  await client.saveDashboard("board", "Board", [{ metric: id, chart: "Table", startDate: "-24h" }]);
  await page.goto(`${new URL(page.url()).origin}/#/dashboard/board/card/card-0`);
  const picker = page.getByRole("group", { name: "Keys", exact: true });
  await expect(picker.getByRole("status")).toHaveText("all 10,005");
  await picker.getByRole("checkbox", { name: "host 00000" }).click();
  await expect(picker.getByRole("alert")).toContainText("A card names at most 1,000 keys");
  expect(page.url()).not.toContain("key=");
  await picker.getByRole("button", { name: "None" }).click();
  await expect(picker.getByRole("alert")).toHaveCount(0);
  await picker.getByLabel("Search keys").fill("10004");
  await picker.getByRole("checkbox", { name: "host 10004" }).check();
  await expect(picker.getByRole("status")).toHaveText("1 of 10,005");
  await expect(page.getByRole("columnheader")).toHaveText([/Date/, "host 10004"]);
});

test("Until the server has answered a search for keys, nothing is said to be found or not", async ({ page, client, open, watch }) => {
  watch.failuresExpected = true;
  const id = await client.create({ name: "byHost", dataType: "Last", interval: "Daily", keyedValues: true });
  await client.add(id, ...Array.from({ length: 10_005 }, (_, place) => ({ name: `host ${String(place).padStart(5, "0")}`, value: place })));
  const search = await held(page, "**/keys?*search=*", "GET");
  await open(`#/metric/${id}`);
  const keys = page.getByRole("region", { name: "Keys" });
  await expect(keys.getByRole("heading")).toHaveText("Keys 10,005");
  await keys.getByLabel("Search keys").fill("00003");
  await expect(keys.getByText("Searching…")).toBeVisible();
  await expect(keys.getByRole("heading")).toHaveText("Keys 10,005");
  search.release();
  await expect(keys.getByRole("heading")).toHaveText("Keys 1 of 10,005");

  await client.saveDashboard("board", "Board", [{ metric: id, chart: "Table", startDate: "-24h" }]);
  const all = await held(page, "**/keys?*order=name*", "GET");
  await open("#/dashboard/board/card/card-0");
  const picker = page.getByRole("group", { name: "Keys", exact: true });
  await expect(picker.getByRole("status")).toHaveText("all");
  all.release();
  await expect(picker.getByRole("status")).toHaveText("all 10,005");
  await page.route("**/keys?*search=*", (route) => route.fulfill({ status: 503, json: { status: "Failure", message: "The service is busy" } }));
  await picker.getByLabel("Search keys").fill("10004");
  await expect(picker.getByText("Searching…")).toBeVisible();
  for (const name of ["All", "None"]) await expect(picker.getByRole("button", { name })).toBeDisabled();
  await expect(picker.getByRole("alert")).toHaveText("The service is busy");
  await expect(picker.getByText(/Searching|No key/)).toHaveCount(0);
  for (const name of ["All", "None"]) await expect(picker.getByRole("button", { name })).toBeDisabled();
});

test("A key that is hidden in the legend is not in the tooltip, and is shown where it is chosen alone", async ({ page, client, open }) => {
  const id = await client.create({ name: "hidden", dataType: "Sum", interval: "Daily", keyedValues: true });
  await client.add(id, { name: "first key", value: 200, date: "2020-02-17" }, { name: "other key", value: 100, date: "2020-02-17" });
  await open(`#/metric/${id}?from=2020-02-16&to=2020-02-17&key=first+key&key=other+key`);
  const chart = page.getByRole("img", { name: "Chart of hidden" });
  const day = "17 Feb 2020";
  await expect(await lastTooltip(page, chart, day)).toHaveText(`${day}first key200other key100`);

  // The legend is in the middle below the chart, and the first of its names left of that.
  const box = (await chart.boundingBox())!;
  await page.mouse.click(box.x + box.width / 2 - 30, box.y + box.height - 14);
  await expect(page.locator(".chart-tooltip")).toBeHidden();
  await expect(await lastTooltip(page, chart, day)).toHaveText(`${day}other key100`);

  await page.getByRole("checkbox", { name: "other key" }).uncheck();
  await expect(page.getByText("1 in the chart")).toBeVisible();
  await expect(page.locator(".chart-tooltip")).toBeHidden();
  await expect(await lastTooltip(page, chart, day)).toHaveText(`${day}first key200`);
});

test("What the keys that are not shown add up to stands in the chart of a sum, and not in that of averages", async ({ page, client, open }) => {
  for (const dataType of ["Sum", "Average"] as const) {
    const id = await client.create({ name: dataType, dataType, interval: "Daily", keyedValues: true });
    await client.add(id, ...Array.from({ length: 12 }, (_, place) => ({ name: `key ${place}`, value: place + 1 })));
    await open(`#/metric/${id}?range=24h&view=table`);
    await expect(page.getByRole("cell", { name: "key 11", exact: true }).first()).toBeVisible();
    await expect(page.getByText(dataType === "Sum" ? "The 10 largest keys, and all others added up." : "The 10 largest keys.", { exact: false })).toBeVisible();
    await expect(page.getByRole("cell", { name: "other", exact: true })).toHaveCount(dataType === "Sum" ? 2 : 0);
  }
});

test("Where a key is called like the others that are added up, the page says that it is among them", async ({ page, client, open }) => {
  const names = ["other", ...Array.from({ length: 12 }, (_, place) => `key ${place}`)];
  for (const [dataType, words] of [["Sum", "The 10 largest keys, and all others added up, the key “other” among them."], ["Max", "The 10 largest keys but for “other”, which is shown where it is chosen."]] as const) {
    const id = await client.create({ name: dataType, dataType, interval: "Daily", keyedValues: true });
    await client.add(id, ...names.map((name) => ({ name, value: name === "other" ? 100 : 1 })));
    await open(`#/metric/${id}?range=24h&view=table`);
    await expect(page.getByText(words)).toBeVisible();
    await page.getByRole("checkbox", { name: "other", exact: true }).check();
    await expect(page.getByRole("row", { name: /other/ }).first()).toContainText("100");
    await page.goto(page.url().replace(/#.*/, "#/dashboards"));
  }
});

test("On a phone a long name and description have the whole width, and a long value covers nothing", async ({ page, client, open }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  const id = await client.create({ name: "W".repeat(45), dataType: "Last", interval: "Daily", description: "x".repeat(500) });
  await client.add(id, { value: "-1234567890123.75" });
  await open(`#/metric/${id}`);
  const current = page.getByTestId("current");
  await expect(current).toContainText("-1.2346e12");
  const boxOf = async (shown: Locator) => (await shown.boundingBox())!;
  expect((await boxOf(page.getByRole("main").getByText("x".repeat(500)))).width).toBeGreaterThan(300);
  expect((await boxOf(page.getByRole("heading", { level: 1 }))).width).toBeGreaterThan(250);
  const [value, actions] = [await boxOf(current), await boxOf(page.getByRole("button", { name: /^Actions for/ }))];
  expect(await current.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
  expect(value.y).toBeGreaterThanOrEqual(actions.y + actions.height);
});

test("No two regions of the page of a metric have the same name", async ({ page, client, open }) => {
  const id = await client.create({ name: "regions", dataType: "Sum", interval: "Daily", keyedValues: true });
  await client.add(id, { name: "a", value: 1 });
  await open(`#/metric/${id}?view=table`);
  await expect(page.getByRole("region", { name: "Data points" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Add a point", exact: true }).getByRole("region")).toBeVisible();
  const names = await page.getByRole("region").evaluateAll((regions) => regions.map((region) => region.getAttribute("aria-label")));
  expect(names.sort()).toEqual(["Add a point", "Command that adds a point", "Data points", "Keys", "Values"]);
});

test("A new metric says that nothing has come yet, and shows the first point and its key by itself", async ({ page, client, open }) => {
  const id = await client.create({ name: "new", dataType: "Sum", interval: "Yearly", keyedValues: true });
  await open(`#/metric/${id}`);
  await expect(page.getByText("No point has come yet.")).toBeVisible();
  await expect(page.getByText("There are no keys yet.")).toBeVisible();
  await client.add(id, { name: "first", value: 1 });
  await expect(page.getByRole("checkbox", { name: "first" })).toBeVisible();
  await expect(page.getByRole("img", { name: "Chart of new" })).toBeVisible();
});

test("The range of a metric is chosen, also from day to day", async ({ page, client, open }) => {
  const id = await client.create({ name: "ranges", dataType: "Sum", interval: "Daily" });
  await client.add(id, { value: 7, date: "2020-02-29" });
  await open(`#/metric/${id}`);
  await expect(page.getByText("No data in this range.")).toBeVisible();
  await page.getByText("90 days").click();
  await expect(page).toHaveURL(/range=90d/);

  await page.getByText("Custom", { exact: true }).click();
  await page.getByLabel("From").fill("2020-02-28");
  await page.getByLabel("From").blur();
  await page.getByLabel("To", { exact: true }).fill("2020-03-01");
  await page.getByLabel("To", { exact: true }).blur();
  await expect(page).toHaveURL(/from=2020-02-28&to=2020-03-01/);
  await page.getByText("Table", { exact: true }).click();

  const rows = page.getByRole("region", { name: "Data points" }).getByRole("row");
  await expect(rows).toHaveText([/Date/, "1 Mar 202000", "29 Feb 202071", "28 Feb 202000"]);
});

test("From and To are typed one after the other with the keyboard alone, for a metric and for a card", async ({ page, client, open }) => {
  const id = await client.create({ name: "typed", dataType: "Sum", interval: "Daily" });
  await client.add(id, { value: 7, date: "2020-02-29" });
  await client.saveDashboard("board", "Board", [{ metric: id, startDate: "2020-02-01", endDate: "2020-02-11" }]);
  for (const [place, address] of [[`#/metric/${id}?from=2020-02-01&to=2020-02-10`, /from=2020-02-28&to=2020-03-01/], ["#/dashboard/board/card/card-0", /start=2020-02-28&end=2020-03-02/]] as const) {
    await open(place);
    const [from, to] = [page.getByLabel("From", { exact: true }), page.getByLabel("To", { exact: true })];
    await from.fill("2020-02-28");
    // A date has parts, and each of them is a stop of its own.
    do await page.keyboard.press("Tab");
    while (await from.evaluate((field) => field === document.activeElement));
    await expect(to).toBeFocused();
    await page.keyboard.type("03012020");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(address);
    await expect(to).toBeFocused();

    // What another place says is shown in place of what was typed.
    await page.evaluate((fragment) => (location.hash = fragment), place);
    await expect(to).toHaveValue("2020-02-10");
  }
});

test("A metric that is not there says so", async ({ page, client, open }) => {
  const id = await client.create({ name: "there", dataType: "Sum", interval: "Daily" });
  for (const text of ["999999", `${id}e0`, `0x${id.toString(16)}`, `%20${id}`]) {
    await open(`#/metric/${text}`);
    await expect(page.getByText("There is no such metric. It may have been deleted.")).toBeVisible();
  }
});
