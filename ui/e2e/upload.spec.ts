/** Films on their way from the page into the bucket: chosen, dropped and pasted, stopped, cut off, gone on with. */
import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { expect, test } from "./harness";
import { acknowledged, begun, choose, held, inBucket, lineOf, open, row } from "./harness/sending";

const MIB = 1024 ** 2;
const PARTS = [1, 2, 3, 4, 5]; // of 40 MiB

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

test("several films at once become jobs; what is done can be cleared away", async ({ api, clips, page }) => {
  const films = await Promise.all(["one.mp4", "two.mp4", "three.mp4"].map((name) => clips.film({ name })));
  await open(page);

  await choose(page, ...films);

  for (const film of films) {
    await expect(row(page, film)).toContainText("Uploaded");
    const job = await api.named(basename(film));
    await expect(row(page, film).getByRole("link")).toHaveAttribute("href", new RegExp(job.job_id));
    await expect(page.locator(`[href*="${job.job_id}"]`).filter({ hasText: basename(film) })).toBeVisible();
    expect((await api.done(job.job_id)).source.size).toBe((await readFile(film)).length);
  }
  await expect(page.getByText("3 films uploaded")).toBeVisible();
  await page.getByRole("button", { name: "Clear the finished" }).click();
  await expect(row(page, "one.mp4")).toHaveCount(0);
});

test("progress, speed and time left are shown, of each file and of all", async ({ clips, page }) => {
  const path = await clips.bulk(48, "shown.bin");
  await open(page);
  const line = await lineOf(page);
  await line(6);

  await choose(page, path);

  await expect(row(page, path)).toContainText(/Uploading · [\d.]+ MiB of 48 MiB · [\d.]+ MiB\/s · [\d.]+ s left/);
  await expect(page.getByRole("progressbar", { name: "shown.bin" })).toHaveAttribute("aria-valuenow", /^[1-9]\d?$/);
  await expect(page.getByRole("progressbar", { name: "All uploads" })).toHaveAttribute("aria-valuenow", /^[1-9]\d?$/);
  await line(0);
  await expect(row(page, path)).toContainText("Uploaded");
});

test("a paused upload sends nothing; it goes on with what is missing", async ({ api, clips, page }) => {
  const path = await clips.bulk(40, "paused.bin");
  await open(page);
  const before = acknowledged(page);
  const release = await held(page, 4);
  await choose(page, path);
  await expect.poll(() => before.length).toBe(3);

  await page.getByRole("button", { name: "Pause paused.bin" }).click();
  await expect(row(page, path)).toContainText("Paused");
  await release();
  expect((await inBucket(api, "paused.bin")).sort()).toEqual([1, 2, 3]);
  const after = begun(page);
  await page.getByRole("button", { name: "Go on with paused.bin" }).click();

  await expect(row(page, path)).toContainText("Uploaded");
  expect(after.sort(), "no part is sent twice").toEqual(PARTS.slice(3));
  const { job_id } = await api.named("paused.bin");
  expect((await api.ended(job_id)).source.size).toBe(40 * MIB);
});

test("a cancelled upload leaves nothing in the bucket", async ({ api, clips, page }) => {
  const path = await clips.bulk(24, "cancelled.bin");
  await open(page);
  const parts = acknowledged(page);
  const release = await held(page, 3);
  await choose(page, path);
  await expect.poll(() => parts.length).toBe(2);

  await row(page, path).getByRole("button", { name: "Cancel cancelled.bin" }).click();
  await release();

  await expect(row(page, path)).toHaveCount(0);
  const { job_id } = await api.named("cancelled.bin");
  await expect.poll(async () => (await api.job(job_id)).status).toBe("cancelled");
  expect((await api.ask("GET", `/upload/${job_id}/parts/`)).status).toBe(404);
});

test("a spell without a network is waited out", async ({ api, clips, context, page }) => {
  const path = await clips.bulk(24, "offline.bin");
  await open(page);
  const before = acknowledged(page);
  const release = await held(page, 3);
  await choose(page, path);
  await expect.poll(() => before.length).toBe(2);

  await context.setOffline(true);
  await release();
  await expect(row(page, path)).toContainText("There is no network.");
  await context.setOffline(false);

  await expect(row(page, path)).toContainText("Uploaded");
  expect(before.sort(), "no part is acknowledged twice").toEqual([1, 2, 3]);
  const { job_id } = await api.named("offline.bin");
  expect((await api.ended(job_id)).source.size).toBe(24 * MIB);
});

test("leaving asks first; after a reload the same file is chosen again, and only missing parts are sent", async ({
  api,
  clips,
  page,
}) => {
  const path = await clips.bulk(40, "reloaded.bin");
  await open(page);
  const before = acknowledged(page);
  const release = await held(page, 4);
  await choose(page, path);
  await expect.poll(() => before.length).toBe(3);
  const { job_id } = await api.named("reloaded.bin");

  const asked = page.waitForEvent("dialog");
  const reloaded = page.reload();
  const dialog = await asked;
  expect(dialog.type()).toBe("beforeunload");
  await dialog.accept();
  await reloaded;
  await release();

  await expect(row(page, path)).toContainText("Begun earlier · 24 MiB of 40 MiB");
  await expect(row(page, path)).toContainText("Choose the file again: only what is missing is sent.");
  const file = row(page, path).locator("input[type=file]");
  await file.setInputFiles(await clips.bulk(1, "another.bin"));
  await expect(row(page, path)).toContainText("This is not the file that was begun");
  const after = begun(page);
  await file.setInputFiles(path);

  await expect(row(page, path)).toContainText("Uploaded");
  expect(after.sort(), "no part is sent twice").toEqual(PARTS.slice(3));
  await api.ended(job_id);
  const { url } = await api.told<{ url: string }>("GET", `/download/${job_id}/?output=source&redirect=false`);
  const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer());
  expect(sha256(bytes)).toBe(sha256(await readFile(path)));
});

test("uploads go on while the reader is on other pages", async ({ api, clips, page }) => {
  const path = await clips.bulk(24, "elsewhere.bin");
  await open(page);
  const release = await held(page, 3);
  await choose(page, path);
  await expect(row(page, path)).toContainText("Uploading");

  await page.getByRole("navigation").getByRole("link", { name: "Hosts" }).click();
  await expect(page.getByRole("link", { name: /^Uploads \d+ %/ })).toBeVisible();
  await release();
  const { job_id } = await api.named("elsewhere.bin");
  expect((await api.ended(job_id)).source.size).toBe(24 * MIB);
  await page.getByRole("navigation").getByRole("link", { name: "Jobs" }).click();
  await expect(row(page, path)).toContainText("Uploaded");
});

test("what another tab is sending is not sent by this one", async ({ clips, context, page }) => {
  const path = await clips.bulk(24, "tabs.bin");
  await open(page);
  const release = await held(page, 3);
  const parts = acknowledged(page);
  await choose(page, path);
  await expect.poll(() => parts.length).toBe(2);

  const other = await context.newPage();
  await open(other);
  await choose(other, path);
  await expect(row(other, path)).toContainText("Another tab is sending this file.");

  await release();
  await expect(row(page, path)).toContainText("Uploaded");
});

test("a folder that is dropped is gone through, and what is no film in it is passed over", async ({
  api,
  clips,
  page,
}) => {
  const folder = join(clips.folder, "Day 1");
  await mkdir(join(folder, "B"), { recursive: true });
  await writeFile(join(folder, "notes.txt"), "Dear editor");
  await writeFile(join(folder, "A1.mp4"), await readFile(await clips.film({ name: "a.mp4" })));
  await writeFile(join(folder, "B", "B1.mp4"), await readFile(await clips.film({ name: "b.mp4" })));
  await open(page);

  const mouse = await page.context().newCDPSession(page);
  const at = { x: 300, y: 300, data: { items: [], files: [folder], dragOperationsMask: 1 } };
  await mouse.send("Input.dispatchDragEvent", { type: "dragEnter", ...at });
  await mouse.send("Input.dispatchDragEvent", { type: "dragOver", ...at });
  await expect(page.getByText("Let go to upload")).toBeVisible();
  await mouse.send("Input.dispatchDragEvent", { type: "drop", ...at });

  await expect(row(page, "A1.mp4")).toContainText("Uploaded");
  await expect(row(page, "B1.mp4")).toContainText("Day 1/B/B1.mp4");
  await expect(
    page.getByText("One file in the folders is not named as a film, or ignored by the settings, and was passed over."),
  ).toBeVisible();
  await expect(page.getByText("Let go to upload")).toHaveCount(0);
  await api.done((await api.named("B1.mp4")).job_id);
});

test("a file that is pasted is sent", async ({ api, clips, page }) => {
  const film = (await readFile(await clips.film())).toString("base64");
  await open(page);

  await page.evaluate((base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([bytes], "pasted.mp4", { type: "video/mp4" }));
    document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
  }, film);

  await expect(row(page, "pasted.mp4")).toContainText("Uploaded");
  await api.done((await api.named("pasted.mp4")).job_id);
});

test("what is to be made of the next files is chosen before", async ({ api, clips, page }) => {
  await open(page);
  await page.getByLabel("Profile", { exact: true }).selectOption("edit-prores-proxy");
  await page.getByLabel("Resolution", { exact: true }).selectOption("360p");

  await choose(page, await clips.film({ name: "wished.mp4" }));

  const job = await api.named("wished.mp4");
  expect(job.profile).toBe("edit-prores-proxy");
  expect(job.options.resolution).toBe("360p");
  await api.ended(job.job_id);
});
