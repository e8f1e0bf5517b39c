/** How much script the jobs page loads before it is at rest, as it comes over the wire. */
import { test } from "@playwright/test";
import { answer } from "./given";

test("first load", async ({ page }) => {
  await page.goto("/");
  await page.waitForLoadState("load");
  await page.waitForFunction(() => document.querySelector("main h1") !== null);
  await page.evaluate(async () => new Promise((idle) => requestIdleCallback(idle)));
  const bytes = await page.evaluate(() => {
    const loaded = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
    return loaded.filter((each) => new URL(each.name).pathname.endsWith(".js")).map((each) => each.encodedBodySize);
  });
  await answer({ bytes: bytes.reduce((sum, each) => sum + each, 0), files: bytes.length });
});
