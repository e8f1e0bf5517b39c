/** On a phone and on a wall; in the dark; in another language: the same page. */
import { expect, test } from "./harness";
import { places, scene } from "./harness/scene";

const NAME = "appearance of a film with a name that is longer than any phone is wide";

test("no page is wider than a phone", async ({ api, clips, page }) => {
  const all = places(NAME, await scene(api, clips, NAME));
  await page.setViewportSize({ width: 390, height: 844 });
  for (const place of all) {
    await page.goto(place.path);
    await place.ready(page);
    const beyond = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect.soft(beyond, place.name).toBeLessThanOrEqual(0);
  }
});

test("a phone's first screen shows a job with its name and what can be done with it", async ({ api, clips, page }) => {
  await scene(api, clips, NAME);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/");
  const row = page.getByRole("row").filter({ hasText: NAME }).first();
  await expect(row).toBeInViewport({ ratio: 1 });
  const name = await row.getByRole("link", { name: NAME }).last().boundingBox();
  expect(name?.width).toBeGreaterThan(200);
  expect(name?.height).toBeGreaterThan(30); // two lines
  for (const action of await row.getByRole("button").all()) await expect(action).toBeInViewport({ ratio: 1 });
  const whole = await row.boundingBox();
  for (const cell of await row.getByRole("gridcell", { includeHidden: true }).all()) {
    const part = await cell.boundingBox(); // null where it is left out
    if (part === null || whole === null) continue;
    expect(part.y).toBeGreaterThanOrEqual(whole.y);
    expect(part.y + part.height).toBeLessThanOrEqual(whole.y + whole.height);
  }

  const box = row.getByRole("checkbox");
  await box.click();
  await expect(row).toHaveAttribute("aria-selected", "true");
  await expect(box).toBeChecked(); // the box shows it, too
  await box.click();
  await expect(box).not.toBeChecked();

  const choose = page.getByLabel("Resolution");
  await expect(choose).toBeHidden();
  await page.getByRole("button", { name: "Options" }).click();
  await expect(choose).toBeVisible();
});

test("what can be done with all that are chosen stays in sight below the header", async ({ api, clips, page }) => {
  await scene(api, clips, NAME);
  await page.setViewportSize({ width: 390, height: 480 });
  await page.goto("/");
  const all = page.getByRole("checkbox", { name: "Choose all that are loaded" });
  await expect(all).toBeVisible();
  await page.getByRole("grid").evaluate((list) => window.scrollTo(0, list.getBoundingClientRect().top + scrollY));
  await all.click(); // refused while anything lies over it
  await expect(all).toBeChecked();
});

test("the header of a phone has room for every word, in every language", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto("/");
  for (const next of ["Deutsch", "English"]) {
    await page.getByRole("button", { name: next }).click();
    await expect(page.getByRole("button", { name: next })).toBeHidden();
    const items = await page.getByRole("banner").locator("nav a, button").all();
    const places = (await Promise.all(items.map((item) => item.boundingBox()))).filter((place) => place !== null);
    const texts = await page
      .getByRole("banner")
      .locator("nav a")
      .evaluateAll((links) => links.map((link) => link.scrollWidth - link.clientWidth));
    expect(Math.max(...texts), next).toBeLessThanOrEqual(0);
    for (const [at, place] of places.slice(1).entries())
      expect.soft(place.x, next).toBeGreaterThanOrEqual((places[at]?.x ?? 0) + (places[at]?.width ?? 0) - 1);
  }
});

test("on a 4K screen letters are larger, and lines are not as long as the screen", async ({ page }) => {
  await page.setViewportSize({ width: 3840, height: 2160 });
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  const letters = await page.evaluate(() => parseFloat(getComputedStyle(document.documentElement).fontSize));
  const content = await page.getByRole("heading", { level: 1 }).locator("xpath=ancestor::main/*[1]").boundingBox();
  expect(letters).toBe(22);
  expect(content?.width).toBeLessThan(2400);
});

test.describe("light and dark", () => {
  test.use({ colorScheme: "dark" });

  test("it is as the system is, from the first picture on, until the reader chooses", async ({ page }) => {
    const html = page.locator("html");
    await page.goto("/", { waitUntil: "commit" });
    await expect(html).toHaveClass("dark");
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    const dark = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);

    await page.emulateMedia({ colorScheme: "light" });
    await expect(html).toHaveClass("light");
    await expect
      .poll(() => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor))
      .not.toBe(dark);

    const button = page.getByRole("button", { name: /^Appearance/ });
    await button.click();
    await button.click();
    await expect(button).toHaveAccessibleName("Appearance: Dark");
    await page.reload();
    await expect(html).toHaveClass("dark");
    await expect(button).toHaveAccessibleName("Appearance: Dark");
  });
});

test.describe("in German", () => {
  test.use({ locale: "de-DE" });

  test("it speaks the browser's language, on every page, and the reader's choice goes first", async ({ page }) => {
    await page.goto("/");
    await expect(page.getByRole("heading", { level: 1, name: "Aufträge" })).toBeVisible();
    await expect(page.locator("html")).toHaveAttribute("lang", "de");
    await page.getByRole("link", { name: "Einstellungen" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Einstellungen" })).toBeVisible();

    await page.getByRole("button", { name: "English" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Settings" })).toBeVisible();
    await page.reload();
    await expect(page.getByRole("heading", { level: 1, name: "Settings" })).toBeVisible();
    await expect(page.locator("html")).toHaveAttribute("lang", "en");
  });
});

test("a server that is away is said with code and hint, and the page goes on by itself once it is back", async ({
  page,
}) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();

  await page.route("**/api/jobs/**", (route) => route.abort());
  const alert = page.getByRole("alert").filter({ hasText: "The server does not answer." });
  await expect(alert).toBeVisible();
  await expect(alert).toContainText("api_unreachable");
  await expect(alert).toContainText("goes on asking by itself");

  await page.unroute("**/api/jobs/**");
  await expect(alert).toBeHidden();
});
