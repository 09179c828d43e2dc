import AxeBuilder from "@axe-core/playwright";
import { test as base, expect, type Page } from "@playwright/test";
import { Client } from "./organization";
import { Gateway, type Role } from "./gateway";

export { expect };

/** What happens in the browser that must not: errors of scripts and in the console, and requests to elsewhere. */
class Watch {
  readonly problems: string[] = [];

  /** Whether requests may fail: where a test takes the server away or uses a wrong token, the browser writes that into its console. */
  failuresExpected = false;

  constructor(page: Page, origin: string) {
    page.on("pageerror", (error) => this.problems.push(`error: ${error.message}`));
    page.on("console", (message) => {
      const isFailedRequest = message.text().startsWith("Failed to load resource");
      if ((message.type() === "error" || message.type() === "warning") && !(isFailedRequest && this.failuresExpected)) {
        this.problems.push(`${message.type()}: ${message.text()}`);
      }
    });
    page.on("request", (request) => {
      const url = new URL(request.url());
      if (url.origin !== origin && !["data:", "blob:"].includes(url.protocol)) this.problems.push(`request to ${request.url()}`);
    });
    page.on("dialog", (dialog) => {
      this.problems.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
  }
}

interface Fixtures {
  watch: Watch;
  /** An organization that only this test uses, and that is empty at first. Its zone is New York. */
  client: Client;
  /** Opens a place of the page as a user of `client`, such as `#/metric/3`. */
  open: (place?: string, role?: Role) => Promise<void>;
  /** Fails where axe finds something serious. */
  expectAccessible: () => Promise<void>;
}

/** How many tests of one worker can have an organization of their own. */
const organizations = 150;
let used = 0;

/** An organization whose tokens have letters outside ASCII. */
export const foreign = "Łódź";

export const test = base.extend<Fixtures, { gateway: Gateway }>({
  gateway: [
    async ({}, use) => {
      const gateway = await Gateway.start([...Array.from({ length: organizations }, (_, place) => `Organization-${place}`), foreign].map((name) => ({ name, timeZone: "America/New_York" })));
      await use(gateway);
      await gateway.stop();
    },
    { scope: "worker", timeout: 200_000 },
  ],
  client: async ({ gateway }, use) => {
    if (used === organizations) throw new Error("There are more tests than organizations.");
    await use(new Client(gateway, `Organization-${used++}`));
  },
  watch: [
    async ({ page, gateway }, use) => {
      const watch = new Watch(page, gateway.url);
      await page.addInitScript(() => addEventListener("securitypolicyviolation", (event) => console.error(`The policy forbids ${event.effectiveDirective} ${event.blockedURI}`)));
      await use(watch);
      expect(watch.problems).toEqual([]);
    },
    { auto: true },
  ],
  open: async ({ page, gateway, client }, use) => {
    await use(async (place = "#/", role = "Administrator") => {
      await page.goto(`${gateway.url}/#token=${encodeURIComponent(client.token(role))}`);
      await expect(page.getByRole("button", { name: "Sign out" })).toBeVisible();
      if (place !== "#/") await page.goto(`${gateway.url}/${place}`);
    });
  },
  expectAccessible: async ({ page }, use) => {
    await use(async () => {
      const { violations } = await new AxeBuilder({ page }).analyze();
      const serious = violations.filter((violation) => violation.impact === "serious" || violation.impact === "critical");
      expect(serious.map((violation) => `${violation.id}: ${violation.nodes.map((node) => `${node.target.join(" ")} ${node.failureSummary ?? ""}`).join("; ")}`)).toEqual([]);
    });
  },
});
