/** `npm run pictures` takes the pictures of docs/screenshots; nothing is tested by it. */
import { defineConfig } from "@playwright/test";
import e2e from "./playwright.config";

export default defineConfig(e2e, {
  testDir: "e2e/pictures",
  testMatch: "*.ts",
  timeout: 300_000,
  use: { screenshot: "off" },
});
