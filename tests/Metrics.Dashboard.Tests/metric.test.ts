import { confirmed } from "./support/covid";
import { expect, test } from "./support/test";

const northAmerica = ["US", "Canada", "Mexico"];

test("A chart shows exact values of the real file in its tooltip, and the address holds what it shows", async ({ page, client, open, expectAccessible }) => {
  const id = await client.create({ name: "Confirmed", dataType: "Sum", interval: "Daily", keyedValues: true });
  await client.add(id, ...confirmed([...northAmerica, "Japan"], "2020-02-17"));
  await open(`#/metric/${id}?from=2020-02-17&to=2020-04-15`);
  for (const country of northAmerica) await page.getByRole("checkbox", { name: country, exact: true }).check();
  await expect(page.getByText("3 in the chart")).toBeVisible();

  const chart = page.getByRole("img", { name: "Chart of Confirmed" });
  const box = (await chart.boundingBox())!;
  const tooltip = page.locator(".chart-tooltip");
  await expect(async () => {
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.move(box.x + box.width - 20, box.y + box.height / 2);
    await expect(tooltip).toContainText("15 Apr 2020", { timeout: 1_000 });
  }).toPass();
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

test("The range of a metric is chosen, also from day to day", async ({ page, client, open }) => {
  const id = await client.create({ name: "ranges", dataType: "Sum", interval: "Daily" });
  await client.add(id, { value: 7, date: "2020-02-29" });
  await open(`#/metric/${id}`);
  await expect(page.getByText("No data in this range.")).toBeVisible();
  await page.getByText("90 days").click();
  expect(page.url()).toContain("range=90d");

  await page.getByText("Custom", { exact: true }).click();
  await page.getByLabel("From").fill("2020-02-28");
  await page.getByLabel("From").blur();
  await page.getByLabel("To", { exact: true }).fill("2020-03-01");
  await page.getByLabel("To", { exact: true }).blur();
  expect(page.url()).toContain("from=2020-02-28&to=2020-03-01");
  await page.getByText("Table", { exact: true }).click();

  const rows = page.getByRole("region", { name: "Data points" }).getByRole("row");
  await expect(rows).toHaveText([/Date/, "1 Mar 202000", "29 Feb 202071", "28 Feb 202000"]);
});

test("A metric that is not there says so", async ({ page, open }) => {
  await open("#/metric/999999");
  await expect(page.getByText("There is no such metric. It may have been deleted.")).toBeVisible();
});
