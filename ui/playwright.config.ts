/**
 * The page in a real browser, against a whole stack that runs already. `./vts test` starts one and runs every file in e2e/.
 * By hand: `WEBHOOK_ALLOWED_NETWORKS=127.0.0.1/32 ./vts up`, then `npm run e2e` here. What the environment may name is in
 * e2e/harness/stack.ts.
 */
import { defineConfig } from "@playwright/test";
import { stack } from "./e2e/harness/stack";

export default defineConfig({
  testDir: "e2e",
  outputDir: stack.output,
  workers: 1, // all files share one stack, and its machine is busy transcoding
  timeout: 300_000,
  expect: { timeout: 60_000 },
  forbidOnly: stack.ci,
  reporter: [["list"]],
  use: {
    baseURL: stack.page,
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    viewport: { width: 1280, height: 800 },
    screenshot: "only-on-failure",
    launchOptions: { executablePath: stack.chromium, args: ["--no-sandbox", "--disable-gpu"] },
  },
});
