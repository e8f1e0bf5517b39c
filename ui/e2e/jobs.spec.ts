/** The list of jobs: found, watched, chosen, and acted on, in a real browser on the real API. */
import { stat } from "node:fs/promises";
import type { Page, Request } from "@playwright/test";
import type { Api } from "./harness/api";
import { expect, type Job, test } from "./harness";
import { whileEncoding } from "./harness/encoder";

const LONG = { seconds: 20, size: "1280x720" } as const; // at work for long enough to be met there

const grid = (page: Page) => page.getByRole("grid", { name: "Jobs, newest first" });
const row = (page: Page, name: string) =>
  grid(page)
    .getByRole("row")
    .filter({ has: page.getByRole("link", { name }) });
const chosen = (page: Page) => grid(page).getByRole("row", { selected: true });

/** Rows of jobs whose files never come: waiting, at no cost. Those that an earlier run left under these names go first. */
async function waiting(api: Api, names: readonly string[]): Promise<readonly string[]> {
  const prefix = names[0]?.split(" ")[0] ?? "";
  const left = (await found(api, prefix)).filter((job) => names.includes(job.filename));
  for (const { job_id: id } of left) await api.told("DELETE", `/jobs/${id}/`);
  const ids: string[] = [];
  for (const name of names) ids.push((await api.order(name, 1000)).job_id);
  return ids;
}

async function found(api: Api, q: string): Promise<readonly Job[]> {
  const { jobs } = await api.told<{ jobs: Job[] }>("GET", `/jobs/?limit=200&q=${encodeURIComponent(q)}`);
  return jobs;
}

test("a job goes its way before the reader's eyes, and its end is told on whatever page", async ({
  api,
  clips,
  page,
}) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  const id = await api.upload(await clips.film({ name: "way.mp4", ...LONG }));

  const line = row(page, "way.mp4");
  await whileEncoding(api, id, async () => {
    await expect(line.getByText("Encoding")).toBeVisible(); // a page at rest asks every five seconds; a film may need less
    await expect(line.getByRole("progressbar")).toHaveAttribute("aria-valuetext", /^[1-9]\d? %$/);
  });
  await page.getByRole("link", { name: "Settings" }).click();
  await api.done(id);
  const message = page.getByRole("status").filter({ hasText: "way.mp4 is done" });
  await expect(message).toBeVisible();
  await message.getByRole("button", { name: "Show" }).click();

  await expect(page.getByRole("heading", { level: 1, name: "way.mp4" })).toBeVisible();
  await page.getByRole("link", { name: "All jobs" }).click();
  await expect(line.getByText("Done", { exact: true })).toBeVisible();
  const poster = line.locator("img");
  await expect.poll(() => poster.evaluate((picture: HTMLImageElement) => picture.naturalWidth)).toBeGreaterThan(0);
});

test("the end of a job is told by the browser, once the reader asked for it, though the page is hidden", async ({
  api,
  clips,
  context,
  page,
}) => {
  await context.grantPermissions(["notifications"]);
  await page.addInitScript(() => {
    const told: string[] = [];
    class Kept extends EventTarget {
      static readonly permission = "granted";
      static readonly requestPermission = () => Promise.resolve("granted");
      readonly close = () => undefined;
      constructor(title: string) {
        super();
        told.push(title);
      }
    }
    Object.assign(window, { Notification: Kept, told });
  });
  await page.goto("/");
  const bell = page.getByRole("button", { name: "Tell me when a film is done" });
  await expect(bell).toHaveAttribute("aria-pressed", "false");
  await bell.click();
  await expect(bell).toHaveAttribute("aria-pressed", "true");
  const film = await clips.film({ name: "told.mp4" });
  const order = await api.order("told.mp4", (await stat(film)).size);
  await expect(row(page, "told.mp4")).toBeVisible();

  await hide(page);
  await api.done(await api.send(order, film));

  await expect
    .poll(() => page.evaluate(() => (window as unknown as { told: string[] }).told))
    .toEqual(["told.mp4 is done"]);
});

/** Let the page believe that the reader looks at another tab. */
async function hide(page: Page): Promise<void> {
  await page.evaluate(() => {
    Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
    Object.defineProperty(document, "hidden", { value: true, configurable: true });
    document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
  });
}

test("all jobs are asked for in one request a turn, which costs nothing when nothing changed; a hidden page asks for nothing", async ({
  api,
  page,
}) => {
  await waiting(
    api,
    Array.from({ length: 20 }, (_, at) => `turn ${at}.mp4`),
  ); // at work, as far as the page can know
  const asked: Request[] = [];
  page.on("request", (request) => {
    if (request.url().includes("/api/")) asked.push(request);
  });
  await page.clock.install();
  await page.goto("/");
  await expect(row(page, "turn 19.mp4")).toBeVisible();
  asked.length = 0;

  const lists = () => asked.filter((request) => request.url().includes("/api/jobs/"));
  await expect
    .poll(async () => {
      await page.clock.runFor(1000);
      return lists().length;
    })
    .toBeGreaterThan(3);
  const answers = await Promise.all(lists().map(async (request) => (await request.response())?.status()));
  await hide(page);
  const before = asked.length;
  await page.clock.runFor(60_000);

  expect(asked.filter((request) => request.url().includes("/api/status/"))).toEqual([]);
  expect(lists().every((request) => request.headers()["if-none-match"] !== undefined)).toBe(true);
  expect(answers).toContain(304);
  expect(asked.length).toBe(before);
});

test("jobs are found by name and by state, and the address remembers it", async ({ api, page }) => {
  await waiting(api, ["Ärger im Archiv.mov", "ganz anders.mov"]);
  await page.goto("/");

  await page.getByRole("searchbox", { name: "Search by name" }).fill("ärger");
  await expect(row(page, "Ärger im Archiv.mov")).toBeVisible();
  await expect(row(page, "ganz anders.mov")).toHaveCount(0);
  await page.reload();
  await expect(row(page, "Ärger im Archiv.mov")).toBeVisible();
  await expect(row(page, "ganz anders.mov")).toHaveCount(0);

  await page.getByRole("group", { name: "Show only" }).getByRole("button", { name: "Failed" }).click();
  await page.getByRole("button", { name: "Show all jobs" }).click();
  await expect(row(page, "ganz anders.mov")).toBeVisible();
});

test("a long list is read to its end, and keeps its place while jobs come in", async ({ api, page }) => {
  test.slow();
  const names = Array.from({ length: 230 }, (_, at) => `reel ${String(at).padStart(3, "0")}.mov`);
  await waiting(api, names);
  await page.goto("/?q=reel");
  await expect(row(page, "reel 229.mov")).toBeVisible();

  const end = page.getByText("These are all: 230");
  await expect
    .poll(async () => {
      await page.mouse.wheel(0, 4000);
      return end.isVisible();
    })
    .toBe(true);
  await expect(row(page, "reel 000.mov")).toBeInViewport();
  expect(await grid(page).getByRole("row").count()).toBeLessThan(60);

  await waiting(api, ["reel 230.mov"]);
  await page.evaluate(() => {
    window.scrollTo(0, 0);
  });
  await expect(row(page, "reel 230.mov")).toBeVisible();
  await expect(grid(page)).toHaveAttribute("aria-rowcount", "231");
});

test("several are chosen with Shift, and deleted after a question", async ({ api, page }) => {
  await waiting(api, ["gone a.mov", "gone b.mov", "gone c.mov", "gone d.mov"]);
  await page.goto("/?q=gone");
  await page.getByRole("checkbox", { name: "Choose gone d.mov" }).click();
  await page.getByRole("checkbox", { name: "Choose gone b.mov" }).click({ modifiers: ["Shift"] });
  await expect(chosen(page)).toHaveCount(3);

  await page.getByRole("button", { name: "Delete", exact: true }).click();
  const question = page.getByRole("alertdialog", { name: "Delete 3 films?" });
  await question.getByRole("button", { name: "Keep" }).click();
  await expect(question).toBeHidden(); // it goes slowly, and has a button of the same name
  expect(await found(api, "gone")).toHaveLength(4);
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await question.getByRole("button", { name: "Delete" }).click();

  await expect(page.getByText("3 films deleted")).toBeVisible();
  await expect(grid(page).getByRole("row")).toHaveCount(1);
  expect((await found(api, "gone")).map((job) => job.filename)).toEqual(["gone a.mov"]);
});

test("a running job is cancelled, tried again, and cancelled before it is deleted", async ({ api, clips, page }) => {
  const id = await api.upload(await clips.film({ name: "restless.mp4", ...LONG }));
  await page.goto("/?q=restless");
  const line = row(page, "restless.mp4");
  await expect(line.getByText("Encoding")).toBeVisible();

  await line.getByRole("button", { name: "Cancel restless.mp4" }).click();
  await expect(line.getByText("Cancelled", { exact: true })).toBeVisible();
  expect((await api.job(id)).status).toBe("cancelled");
  await line.getByRole("button", { name: "Try restless.mp4 again" }).click();
  await expect(line.getByText("Encoding")).toBeVisible();
  expect((await api.job(id)).attempt).toBe(2);

  await line.getByRole("button", { name: "Delete restless.mp4" }).click();
  const question = page.getByRole("alertdialog");
  await expect(question.getByText("cancelled first")).toBeVisible();
  await question.getByRole("button", { name: "Delete" }).click();
  await expect(page.getByRole("heading", { name: "No job matches" })).toBeVisible();
  expect((await api.ask("GET", `/status/${id}/`)).status).toBe(404);
});

test("a film is converted again with another profile, and what was there stays", async ({ api, clips, page }) => {
  const first = await api.upload(await clips.film({ name: "twice.mp4" }));
  await api.done(first);
  await page.goto("/?q=twice");
  await page.getByRole("button", { name: "Convert twice.mp4 again" }).click();
  const dialog = page.getByRole("dialog", { name: "Convert twice.mp4 again" });
  await dialog.getByLabel("Profile").selectOption({ label: "Web 1080p" });
  await dialog.getByLabel("Quality").selectOption({ label: "High" });
  await dialog.getByRole("button", { name: "Convert" }).click();

  await expect(grid(page).getByRole("row")).toHaveCount(2);
  const [again] = await found(api, "twice");
  expect(again).toMatchObject({ profile: "web-1080p", options: { resolution: null, quality: "high" } });
  await api.done(again?.job_id ?? "");
  expect((await api.job(first)).status).toBe("done");
});

test("the list is worked with the keyboard alone", async ({ api, page }) => {
  const [first] = await waiting(api, ["keyed a.mov", "keyed b.mov", "keyed c.mov"]);
  await page.goto("/?q=keyed");
  await expect(row(page, "keyed a.mov")).toBeVisible();
  await grid(page).focus();

  await page.keyboard.press("Space");
  await page.keyboard.press("Shift+ArrowDown");
  await expect(chosen(page)).toHaveCount(2);
  await page.keyboard.press("Delete");
  const question = page.getByRole("alertdialog", { name: "Delete 2 films?" });
  await expect(question).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(question).toBeHidden();
  await page.keyboard.press("Escape");
  await expect(chosen(page)).toHaveCount(0);
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");

  await expect(page).toHaveURL(new RegExp(`/job/\\?id=${first ?? ""}$`));
});
