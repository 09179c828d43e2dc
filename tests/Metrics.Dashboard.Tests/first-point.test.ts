import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { held } from "./support/held";
import { expect, test } from "./support/test";

const run = promisify(execFile);
const inShell = (command: string) => run("bash", ["-c", command]);

test("An empty organization says how to send the first point, and turns into its value as it arrives", async ({ page, context, open, expectAccessible }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await open();
  await expect(page.getByRole("heading", { name: "No metrics yet" })).toBeVisible();
  await expectAccessible();

  // Both before either is run: the page with the commands gives way to the list as soon as there is a metric.
  const commands: string[] = [];
  for (const step of ["Create a metric", "Add the first point"]) {
    await page.getByRole("button", { name: `Copy: ${step}` }).click();
    commands.push(await page.evaluate(() => navigator.clipboard.readText()));
  }

  // By year, so that no day ends between the point and the look at it.
  expect(commands[0]).toContain('"interval":"Daily"');
  for (const command of commands) await inShell(command.replace('"Daily"', '"Yearly"'));

  await expect(page.getByRole("heading", { name: "No metrics yet" })).toBeHidden();
  await expect(page.getByRole("listitem")).toContainText(/firstSteps.*Sum.*Yearly.*1.*this year/);
});

test("The command of a metric adds a point as it is, and its page shows it", async ({ page, context, client, open }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const id = await client.create({ name: "it's \"quoted\" & $HOME", dataType: "Sum", interval: "Yearly", keyedValues: true });
  await client.add(id, { name: "it's `the` \"key\" \\ $PATH", value: 41 });
  await open(`#/metric/${id}`);
  await expect(page.getByTestId("current")).toContainText("41");
  await expect(page.getByRole("region", { name: "Add a point" }).getByRole("region")).not.toContainText(client.token());

  await page.getByRole("button", { name: "Copy: Command that adds a point" }).click();
  const { stdout } = await inShell(await page.evaluate(() => navigator.clipboard.readText()));

  expect(stdout).toContain('{"value":42.0');
  await expect(page.getByTestId("current")).toContainText("42");
});

test("The command of a keyed metric is there once it is known which keys there are", async ({ page, client, open }) => {
  const id = await client.create({ name: "late keys", dataType: "Sum", interval: "Yearly", keyedValues: true });
  await client.add(id, { name: "Oslo", value: 41 });
  const keys = await held(page, "**/keys?*", "GET");
  await open(`#/metric/${id}`);
  await expect(page.getByTestId("current")).toContainText("41");
  await expect(page.getByRole("button", { name: "Copy: Command that adds a point" })).toBeHidden();
  keys.release();
  await expect(page.getByRole("region", { name: "Add a point" }).getByRole("region")).toContainText('"name":"Oslo"');
});

test("A command is copied also where the page has come over plain http, to which browsers give no clipboard", async ({ page, client, open }) => {
  await page.addInitScript(() => void delete (Navigator.prototype as { clipboard?: unknown }).clipboard);
  const id = await client.create({ name: "plain", dataType: "Sum", interval: "Daily" });
  await open(`#/metric/${id}`);
  const button = page.getByRole("button", { name: "Copy: Command that adds a point" });

  await button.click();

  await expect(page.getByRole("tooltip")).toHaveText("Copied");
  await expect(button).toBeFocused();
  await page.getByRole("link", { name: "All metrics" }).click();
  const search = page.getByLabel("Search metrics");
  await search.press("ControlOrMeta+V");
  await expect(search).toHaveValue(new RegExp(`^curl '.*/v2/customMetrics/${id}/data.*${client.token()}.*-d '{"value":1}'$`));
});
