import { expect, test } from "./support/test";

test("A Reader sees values, and no button that would be refused", async ({ page, client, open }) => {
  const id = await client.create({ name: "seen", dataType: "Sum", interval: "Yearly" });
  await client.add(id, { value: 5 });
  await open("#/", "Reader");
  await expect(page.getByRole("listitem")).toContainText("5");
  await expect(page.getByRole("button", { name: "New metric" })).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Actions for seen" })).toHaveCount(0);

  await page.getByRole("link", { name: "seen" }).click();
  await expect(page.getByTestId("current")).toContainText("5");
  await expect(page.getByText("Add a point")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Actions for seen" })).toHaveCount(0);
});

test("A StandardUser creates and adds, but does not change or delete", async ({ page, client, open }) => {
  const id = await client.create({ name: "mine", dataType: "Sum", interval: "Yearly" });
  await open(`#/metric/${id}`, "StandardUser");
  await expect(page.getByRole("heading", { name: "Add a point" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Actions for mine" })).toHaveCount(0);
  await page.getByRole("link", { name: "All metrics" }).click();
  await expect(page.getByRole("button", { name: "New metric" })).toBeVisible();
});

test("A Reader of an empty organization is told who can create the first metric", async ({ page, open }) => {
  await open("#/", "Reader");
  await expect(page.getByText("StandardUser or Administrator can create the first one")).toBeVisible();
});

test("Where it is not known who one is, the page says so, shows no times of another zone, and asks again", async ({ page, client, open, watch }) => {
  watch.failuresExpected = true;
  await client.create({ name: "runs", dataType: "Sum", interval: "Daily" });
  let isBusy = true;
  await page.route("**/v2/me", (route) => (isBusy ? route.fulfill({ status: 429, json: { status: "Failure", message: "Too many requests" } }) : route.continue()));
  await open();
  await expect(page.getByRole("alert")).toHaveText("Too many requests");
  await expect(page.getByRole("heading", { name: "Metrics" })).toHaveCount(0);

  isBusy = false;
  await expect(page.getByRole("link", { name: "runs" })).toBeVisible();
  await expect(page.getByRole("button", { name: "New metric" })).toBeVisible();
});
