/** The settings in a real browser: every number, saving, two tabs at once. */
import type { Page } from "@playwright/test";
import { en } from "../lib/strings/en";
import { expect, test } from "./harness";

interface Fields {
  fields: { name: string; title: string; kind: string; nullable: boolean }[];
}

const words = en.settings;
const TRIES = "Tries";
const JOBS_AT_ONCE = "Jobs at once";
const STANDSTILL = "Give up a standstill after";
const field = (page: Page, title: string) => page.getByLabel(title, { exact: true });
const save = (page: Page) => page.getByRole("button", { name: words.save, exact: true });
const elsewhere = (page: Page) => page.getByRole("heading", { level: 1 }).click();

test.describe.configure({ mode: "serial" });

test("every number can be cleared, typed, pasted into and stepped, and nothing breaks", async ({ api, page }) => {
  const { fields } = await api.told<Fields>("GET", "/settings/fields/");
  const numbers = fields.filter(({ kind }) => kind === "integer" || kind === "number");
  const before = await api.settings();
  expect(numbers.length).toBeGreaterThan(9);
  await page.goto("/settings/");

  for (const { name, title, nullable } of numbers) {
    await test.step(name, async () => {
      const number = field(page, title);
      const saved = await number.inputValue();

      await number.fill("");
      await expect(number).toHaveValue("");
      if (!nullable) {
        await expect(number).toHaveAttribute("aria-invalid", "true");
        await expect(page.getByText(words.wrong.empty)).toBeVisible();
        await expect(save(page)).toBeDisabled();
      }
      await elsewhere(page);
      await expect(number).toHaveValue(saved);

      await number.focus();
      await page.keyboard.insertText("many"); // as pasting does
      await expect(page.getByText(words.wrong.not_a_number)).toBeVisible();
      await elsewhere(page);
      await expect(number).toHaveValue(saved);

      await number.focus();
      await page.keyboard.press("ArrowUp");
      await expect(number).not.toHaveValue(saved);
      await page.keyboard.press("Escape");
      await expect(number).toHaveValue(saved);
    });
  }

  await expect(save(page)).toBeHidden();
  expect(await api.settings()).toEqual(before);
});

test("changes are saved together, hold at once, and can be taken back to the defaults", async ({ api, page }) => {
  const before = await api.settings();
  try {
    await api.change({ max_attempts: 5, max_concurrent_jobs: 2 });
    await page.goto("/settings/");
    await field(page, TRIES).fill("7");
    await field(page, JOBS_AT_ONCE).fill("3");
    await expect(page.getByText(words.changed(2))).toBeVisible();
    await save(page).click();
    await expect(page.getByText(words.saved(2))).toBeVisible();
    expect(await api.settings()).toMatchObject({ max_attempts: 7, max_concurrent_jobs: 3 });

    await page.reload();
    await expect(field(page, TRIES)).toHaveValue("7");
    await page.getByRole("button", { name: `${words.useDefault}: ${TRIES}` }).click();
    await field(page, TRIES).press("Enter");
    await expect(page.getByText(words.saved(1))).toBeVisible();
    expect(await api.settings()).toMatchObject({ max_attempts: 5, max_concurrent_jobs: 3 });
  } finally {
    await api.change({ max_attempts: before.max_attempts, max_concurrent_jobs: before.max_concurrent_jobs });
  }
});

test("two tabs that change the same are shown to each other, and the reader chooses", async ({
  api,
  context,
  page,
}) => {
  const before = await api.settings();
  const other = await context.newPage();
  try {
    await api.change({ max_attempts: 5, stall_seconds: 120 });
    await Promise.all([page.goto("/settings/"), other.goto("/settings/")]);
    await field(page, TRIES).fill("7");
    await other.bringToFront();
    await field(other, TRIES).fill("9");
    await field(other, STANDSTILL).fill("3");
    await save(other).click();
    await expect(other.getByText(words.saved(2))).toBeVisible();

    await page.bringToFront();
    const panel = page.getByRole("alert").filter({ hasText: words.conflict });
    await expect(panel).toBeVisible();
    await expect(save(page)).toBeDisabled();
    await expect(panel.getByRole("row", { name: STANDSTILL })).toContainText("3 minutes");
    await panel.getByRole("radio", { name: /Yours, 7$/ }).check();
    await panel.getByRole("button", { name: words.resolve }).click();

    await expect(page.getByText(words.saved(1))).toBeVisible();
    expect(await api.settings()).toMatchObject({ max_attempts: 7, stall_seconds: 180 });
    await other.bringToFront();
    await expect(field(other, TRIES)).toHaveValue("7");
  } finally {
    await api.change({ max_attempts: before.max_attempts, stall_seconds: before.stall_seconds });
    await other.close();
  }
});

test("a save that comes too late is refused, and shown like any other change", async ({ api, page }) => {
  const before = await api.settings();
  try {
    await page.goto("/settings/");
    await field(page, TRIES).fill("11");
    await page.route("**/api/settings/", async (route) => {
      // Somebody else is faster by a moment: the page cannot know of it when it saves.
      if (route.request().method() === "POST") await api.change({ max_attempts: 8 });
      await route.continue();
    });
    await save(page).click();

    await expect(page.getByText("settings_changed", { exact: true })).toBeVisible();
    await expect(page.getByRole("radio", { name: /Theirs, 8$/ })).toBeChecked();
    expect((await api.settings()).max_attempts).toBe(8);
  } finally {
    await api.change({ max_attempts: before.max_attempts });
  }
});

test("each profile says what it makes, and which is the default", async ({ page }) => {
  await page.goto("/settings/");

  const web = page.getByRole("article", { name: "Web 720p" });
  await expect(web).toContainText("h264");
  await expect(web).toContainText("low, medium, high");
  await expect(web).toContainText(words.isDefault);
});

test("the settings speak German", async ({ page }) => {
  await page.goto("/settings/");
  await page.getByRole("button", { name: "Deutsch" }).click();

  await expect(page.getByLabel("Proxys aufheben für", { exact: true })).toHaveValue("7");
  await expect(page.getByText("36 Sekunden bis 3.650 Tage · Standard: 7 Tage").first()).toBeVisible();
});
