import { Gateway } from "./support/gateway";
import { Client } from "./support/organization";
import { expect, test as base } from "./support/test";

// These tests kill the server, so they have one of their own.
const test = base.extend<object, { gateway: Gateway }>({
  gateway: [
    async ({}, use) => {
      const gateway = await Gateway.start([{ name: "Organization" }]);
      await use(gateway);
      await gateway.stop();
    },
    { scope: "worker", timeout: 200_000 },
  ],
});

test("A server that is away is said to be, the last values stay and are marked, and all goes on by itself", async ({ page, gateway, watch }) => {
  watch.failuresExpected = true;
  const client = new Client(gateway, "Organization");
  const id = await client.create({ name: "lasting", dataType: "Sum", interval: "Yearly" });
  await client.add(id, { value: 5 });
  await page.goto(`${gateway.url}/#token=${encodeURIComponent(client.token())}`);
  await expect(page.getByRole("listitem")).toContainText("5");

  await gateway.kill();
  const banner = page.getByRole("status").filter({ hasText: "The server does not answer" });
  await expect(banner).toBeVisible();
  await expect(page.getByRole("listitem")).toContainText("5");
  await expect(page.getByRole("main")).toHaveAttribute("data-stale", "true");

  await gateway.start();
  await client.add(id, { value: 2 });
  await expect(banner).toBeHidden();
  await expect(page.getByRole("listitem")).toContainText("7");
  await expect(page.getByRole("main")).not.toHaveAttribute("data-stale");
});
