import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { compress } from "./scripts/compress.ts";
import Summary from "./scripts/summary.ts";

// The page is served by the gateway, from its static files. While one works on the page, `npm run dev` serves it and
// passes calls of the API on to a gateway that runs.
const gateway = process.env.GATEWAY ?? "http://localhost:8080";

export default defineConfig({
  base: "./",
  plugins: [react(), compress()],
  build: {
    outDir: "../Metrics.Gateway/wwwroot",
    emptyOutDir: true,
    target: "es2022",
    // A script within the page would need a looser Content-Security-Policy; data URLs in style sheets too.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
  test: { reporters: ["default", new Summary()] },
  server: { proxy: { "/v2": gateway, "/health": gateway } },
});
