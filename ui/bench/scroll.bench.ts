/**
 * The longest task of the browser's main thread while the whole list of jobs is scrolled through with the wheel.
 * The browser tells of tasks over 50 ms only (W3C, Long Tasks); where there is none, `longest_ms` is 0.
 */
import { expect, test } from "@playwright/test";
import { answer, given } from "./given";

const STEP = 1_500; // pixels a turn of the wheel
const MOST_SECONDS = 600;

declare global {
  interface Window {
    longTasks: number[];
  }
}

test("scroll", async ({ page }) => {
  const { rows } = given() as { rows: number };
  await page.goto("/");
  await expect(page.getByText("Film 0.mov")).toBeVisible();
  await page.evaluate(() => {
    window.longTasks = [];
    new PerformanceObserver((seen) => {
      window.longTasks.push(...seen.getEntries().map((each) => each.duration));
    }).observe({ type: "longtask" });
  });

  const last = page.getByText(`Film ${String(rows - 1)}.mov`);
  await page.getByText("Film 0.mov").hover();
  const began = performance.now();
  while ((await last.count()) === 0 && performance.now() - began < MOST_SECONDS * 1000) {
    await page.mouse.wheel(0, STEP);
    await page.evaluate(
      async () => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))),
    );
  }
  const seen = await page
    .getByText(/^Film \d+\.mov$/)
    .last()
    .textContent();

  const tasks = await page.evaluate(() => window.longTasks);
  await answer({
    longest_ms: Math.max(0, ...tasks),
    long_tasks: tasks.length,
    seen: Number(/\d+/.exec(seen ?? "")?.[0] ?? -1) + 1,
    seconds: (performance.now() - began) / 1000,
  });
});
