import { defineConfig } from "@playwright/test";

// The browser is that of the system: the tests download none.
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";

export default defineConfig({
  testDir: ".",
  fullyParallel: false,
  workers: 1,
  forbidOnly: true,
  retries: 0,
  timeout: 180_000,
  expect: { timeout: 30_000 },
  reporter: [["list"], ["./support/summary.ts"]],
  use: {
    viewport: { width: 1280, height: 800 },
    locale: "en-US",
    trace: "off",
    launchOptions: {
      executablePath,
      args: ["--disable-background-networking", "--disable-component-update", ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])],
    },
  },
});
