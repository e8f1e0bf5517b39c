/** What `./vts bench page` runs in the browser; local/bench/browser.py starts it, one file of bench/ at a time. */
import { defineConfig } from "@playwright/test";
import e2e from "./playwright.config";

export default defineConfig(e2e, {
  testDir: "bench",
  testMatch: "*.bench.ts",
  timeout: 1_800_000,
  use: { screenshot: "off" },
});
