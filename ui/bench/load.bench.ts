/** How much script the jobs page loads, as it comes over the wire; and how much more it then fetches ahead, for other pages. */
import { test } from "@playwright/test";
import { answer } from "./given";

test("first load", async ({ page }) => {
  await page.goto("/");
  await page.waitForLoadState("networkidle");
  const scripts = await page.evaluate(() => {
    const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
    const loaded = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
    return loaded
      .filter((each) => new URL(each.name).pathname.endsWith(".js"))
      .map((each) => ({ bytes: each.encodedBodySize, isAhead: each.startTime > (navigation?.loadEventEnd ?? 0) }));
  });
  const bytes = (isAhead: boolean): number =>
    scripts.filter((each) => each.isAhead === isAhead).reduce((sum, each) => sum + each.bytes, 0);
  await answer({ bytes: bytes(false), ahead: bytes(true), files: scripts.filter((each) => !each.isAhead).length });
});
