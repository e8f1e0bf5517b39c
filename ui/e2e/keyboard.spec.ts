/** The page by keyboard alone. */
import type { Page } from "@playwright/test";
import { expect, test } from "./harness";
import { scene } from "./harness/scene";

const NAME = "keyboard";

/** What has the focus, by the name that a screen reader says; "" for nothing. */
async function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const at = document.activeElement;
    if (!(at instanceof HTMLElement) || at === document.body) return "";
    const labelled = "labels" in at ? (at as HTMLInputElement).labels?.[0]?.textContent : null;
    return (at.getAttribute("aria-label") ?? labelled ?? at.textContent).trim();
  });
}

/** Press Tab until the focus is on what has this name. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const met: string[] = [];
  for (let pressed = 0; pressed < 60; pressed += 1) {
    await page.keyboard.press("Tab");
    const now = await focused(page);
    if (typeof name === "string" ? now === name : name.test(now)) return;
    met.push(now);
  }
  throw new Error(`Tab did not come to ${String(name)}, but to: ${met.join(", ")}`);
}

test("the first thing is the way past the header", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();

  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: "Skip to the content" });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");

  const inContent = await page.evaluate(() => document.querySelector("main")?.contains(document.activeElement));
  expect(inContent).toBe(true);
});

test("every page is reached from the header, which says where one is", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  for (const name of ["Hosts", "Settings", "Jobs"]) {
    const link = page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name });
    await link.focus();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
    await expect(link).toHaveAttribute("aria-current", "page");
  }
});

test("language and appearance are changed from the keyboard", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await tabTo(page, "Deutsch");
  await page.keyboard.press("Space");
  await expect(page.getByRole("heading", { level: 1, name: "Aufträge" })).toBeVisible();
  await tabTo(page, /^Erscheinungsbild/);
  await page.keyboard.press("Enter");
  await expect(page.locator("html")).toHaveClass("light");
});

test("a job is found and opened, and what it made is in reach", async ({ api, clips, page }) => {
  await scene(api, clips, NAME);
  await page.goto("/");
  await expect(page.getByText(`${NAME}.mp4`).first()).toBeVisible();

  await tabTo(page, "Search by name");
  await page.keyboard.type(`${NAME}.mp4`);
  await expect(page.getByText(`${NAME} notes.mp4`)).toHaveCount(0);
  await tabTo(page, `${NAME}.mp4`);
  await page.keyboard.press("Enter");

  await expect(page.getByRole("heading", { level: 1, name: `${NAME}.mp4` })).toBeVisible();
  await tabTo(page, /^Proxy/);
});

test("Tab goes through every page and comes out again", async ({ page }) => {
  for (const path of ["/", "/hosts/", "/settings/"]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await tabTo(page, "Skip to the content");
    await page.keyboard.press("Shift+Tab");
    expect(await focused(page), `before the first of ${path} there is the browser itself`).toBe("");
  }
});
