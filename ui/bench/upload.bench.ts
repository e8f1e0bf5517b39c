/**
 * Seconds of an upload through the page: from the moment the file is chosen until the API has answered that it is complete. The page
 * is at rest before: nobody finds a file to choose within the half second that it takes.
 * With `watched`, the hosts page is open beside it, and how long its questions took is measured as well.
 */
import { expect, test, type Page } from "@playwright/test";
import { answer, given } from "./given";

interface Given {
  path: string;
  watched: boolean;
}

test("upload", async ({ context, page }) => {
  const { path, watched } = given() as Given;
  const hosts = watched ? await context.newPage() : undefined;
  if (hosts !== undefined) {
    await hosts.goto("/hosts/");
    await hosts.waitForResponse(/\/api\/system_load\//);
    await hosts.evaluate(() => {
      performance.clearResourceTimings();
    });
  }
  await page.goto("/");
  await expect(page.getByTestId("choose-files")).toBeAttached();
  await page.waitForLoadState("networkidle");
  await page.evaluate(() => {
    performance.setResourceTimingBufferSize(10_000);
  });

  const completed = page.waitForResponse(/\/upload\/[0-9a-f]+\/complete\/$/, { timeout: 0 });
  const began = performance.now();
  await page.getByTestId("choose-files").setInputFiles(path);
  const response = await completed;
  const seconds = (performance.now() - began) / 1000;
  expect(response.ok()).toBe(true);

  const { job_id: jobId } = (await response.json()) as { job_id: string };
  const waits = await Promise.all([page, ...(hosts === undefined ? [] : [hosts])].map(polls));
  await answer({
    job_id: jobId,
    seconds,
    polls: waits.flat().length,
    slowest_poll_ms: Math.max(0, ...waits.flat()),
  });
});

/** How long each question of a tab to the API's lists took, ms. */
async function polls(tab: Page): Promise<number[]> {
  return tab.evaluate(() =>
    (performance.getEntriesByType("resource") as PerformanceResourceTiming[])
      .filter((each) => /\/api\/(jobs|system_load)\//.test(each.name))
      .map((each) => each.duration),
  );
}
