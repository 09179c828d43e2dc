import { defineConfig } from "@playwright/test";
import tests from "./playwright.config";

/** Makes the pictures of docs/images anew: `npm run screenshots`. */
export default defineConfig({ ...tests, testMatch: "screenshots.ts", reporter: "list", timeout: 600_000 });
