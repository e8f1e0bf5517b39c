/** Films on their way from the page into the bucket: sent, stopped, cut off, gone on with, refused. */
import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Page, Request, Route } from "@playwright/test";
import { expect, stack, test } from "./harness";
import type { Api } from "./harness/api";

const MIB = 1024 ** 2;
const PART = 8; // MiB, as the API cuts files of this size

/** An upload in the list of the page. */
const row = (page: Page, path: string) =>
  page
    .getByRole("region", { name: "Upload" })
    .getByRole("listitem")
    .filter({ hasText: basename(path) });

/** Choose files as the system's dialogue would give them. */
const choose = (page: Page, ...paths: string[]) => page.getByTestId("choose-files").setInputFiles(paths);

const isPut = (request: Request) =>
  request.method() === "PUT" && new URL(request.url()).origin !== new URL(stack.page).origin;
const partOf = (request: Request) => Number(new URL(request.url()).searchParams.get("partNumber"));

/** The numbers of the parts that the storage acknowledges from now on. */
function acknowledged(page: Page): number[] {
  const numbers: number[] = [];
  page.on("response", (response) => {
    if (isPut(response.request()) && response.ok()) numbers.push(partOf(response.request()));
  });
  return numbers;
}

/** Let the line of this tab carry so much; 0: as much as it can. */
async function slowed(page: Page, mibASecond: number): Promise<void> {
  const line = await page.context().newCDPSession(page);
  const uploadThroughput = mibASecond === 0 ? -1 : mibASecond * MIB;
  await line.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput,
  });
}

/** Meet every PUT into the bucket as `meet` does, until that is undone. */
async function met(page: Page, meet: (route: Route, request: Request) => Promise<void>): Promise<() => Promise<void>> {
  const storage = (url: URL) => url.searchParams.has("X-Amz-Signature");
  const handler = (route: Route, request: Request) => (isPut(request) ? meet(route, request) : route.fallback());
  await page.route(storage, handler);
  return () => page.unroute(storage, handler);
}

/** The numbers of the parts that the bucket has of the newest upload of this name. */
async function inBucket(api: Api, filename: string): Promise<number[]> {
  const { job_id } = await api.named(filename);
  const { parts } = await api.told<{ parts: { number: number }[] }>("GET", `/upload/${job_id}/parts/`);
  return parts.map(({ number }) => number);
}

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

test("several films at once become jobs, which the list shows at once; what is done can be cleared away", async ({
  api,
  clips,
  page,
}) => {
  const films = await Promise.all(["one.mp4", "two.mp4", "three.mp4"].map((name) => clips.film({ name })));
  await page.goto("/");

  await choose(page, ...films);

  for (const film of films) {
    await expect(row(page, film)).toContainText("Uploaded");
    const job = await api.named(basename(film));
    await expect(row(page, film).getByRole("link")).toHaveAttribute("href", new RegExp(job.job_id));
    expect((await api.done(job.job_id)).source.size).toBe((await readFile(film)).length);
  }
  await expect(page.getByText("3 films uploaded")).toBeVisible();
  await page.getByRole("button", { name: "Clear the finished" }).click();
  await expect(row(page, "one.mp4").getByText("Uploaded")).toHaveCount(0);
});

test("progress, speed and time left are shown, of each file and of all", async ({ clips, page }) => {
  const path = await clips.bulk(48, "shown.bin");
  await page.goto("/");
  await slowed(page, 6);

  await choose(page, path);

  await expect(row(page, path)).toContainText(/Uploading · [\d.]+ MiB of 48 MiB · [\d.]+ MB\/s · [\d.]+ s left/);
  await expect(page.getByRole("progressbar", { name: basename(path) })).toHaveAttribute("aria-valuenow", /^[1-9]\d?$/);
  await expect(page.getByRole("progressbar", { name: "All uploads" })).toHaveAttribute("aria-valuenow", /^[1-9]\d?$/);
  await slowed(page, 0);
  await expect(row(page, path)).toContainText("Uploaded");
});

test("a paused upload sends nothing; it goes on with what is missing", async ({ api, clips, page }) => {
  const path = await clips.bulk(64, "paused.bin");
  await page.goto("/");
  await slowed(page, 8);
  const parts = acknowledged(page);

  await choose(page, path);
  await expect.poll(() => parts.length).toBeGreaterThan(0);
  await page.getByRole("button", { name: "Pause paused.bin" }).click();
  await expect(row(page, path)).toContainText("Paused");
  const begins: Request[] = [];
  page.on("request", (request) => isPut(request) && begins.push(request));
  const there = await inBucket(api, "paused.bin");
  expect(begins).toEqual([]);
  await slowed(page, 0);
  await page.getByRole("button", { name: "Go on with paused.bin" }).click();

  await expect(row(page, path)).toContainText("Uploaded");
  expect(new Set([...there, ...begins.map(partOf)]).size).toBe(8);
  expect(
    begins.map(partOf).filter((part) => there.includes(part)),
    "no part is sent twice",
  ).toEqual([]);
  const job = await api.named("paused.bin");
  expect((await api.ended(job.job_id)).source.size).toBe(64 * MIB);
});

test("a cancelled upload leaves nothing in the bucket", async ({ api, clips, page }) => {
  const path = await clips.bulk(64, "cancelled.bin");
  await page.goto("/");
  await slowed(page, 8);
  const parts = acknowledged(page);

  await choose(page, path);
  await expect.poll(() => parts.length).toBeGreaterThan(0);
  await page.getByRole("button", { name: "Cancel cancelled.bin" }).first().click();

  await expect(page.getByRole("progressbar", { name: "cancelled.bin" })).toHaveCount(0);
  const { job_id } = await api.named("cancelled.bin");
  await expect.poll(async () => (await api.job(job_id)).status).toBe("cancelled");
  expect((await api.ask("GET", `/upload/${job_id}/parts/`)).status).toBe(404);
});

test("a spell without a network is waited out", async ({ api, clips, context, page }) => {
  const path = await clips.bulk(48, "offline.bin");
  await page.goto("/");
  await slowed(page, 8);
  const parts = acknowledged(page);
  await choose(page, path);
  await expect.poll(() => parts.length).toBeGreaterThan(0);

  await context.setOffline(true);
  await expect(row(page, path)).toContainText("There is no network.");
  await context.setOffline(false);

  await expect(row(page, path)).toContainText("Uploaded");
  const job = await api.named("offline.bin");
  expect((await api.ended(job.job_id)).source.size).toBe(48 * MIB);
});

test("leaving asks first; after a reload the same file is chosen again, and only missing parts are sent", async ({
  api,
  clips,
  page,
}) => {
  const path = await clips.bulk(64, "reloaded.bin");
  await page.goto("/");
  await slowed(page, 8);
  const before = acknowledged(page);
  await choose(page, path);
  await expect.poll(() => before.length).toBeGreaterThan(1);
  const { job_id } = await api.named("reloaded.bin");

  const asked = page.waitForEvent("dialog");
  const reloaded = page.reload();
  const dialog = await asked;
  expect(dialog.type()).toBe("beforeunload");
  await dialog.accept();
  await reloaded;

  await slowed(page, 0);
  await expect(row(page, path)).toContainText("Begun earlier");
  await expect(row(page, path)).toContainText("Choose the file again: only what is missing is sent.");
  const there = await inBucket(api, "reloaded.bin");
  expect(there.length).toBeGreaterThan(1);
  await expect(row(page, path)).toContainText(`${there.length * PART} MiB of 64 MiB`);

  const after = acknowledged(page);
  const other = await clips.bulk(1, "another.bin");
  await page.getByLabel("Choose reloaded.bin again").and(page.locator("input")).setInputFiles(other);
  await expect(row(page, path)).toContainText("This is not the file that was begun");
  await page.getByLabel("Choose reloaded.bin again").and(page.locator("input")).setInputFiles(path);

  await expect(row(page, path)).toContainText("Uploaded");
  expect(new Set([...there, ...after]).size).toBe(8);
  expect(
    there.filter((number) => after.includes(number)),
    "no part is sent twice",
  ).toEqual([]);
  await api.ended(job_id);
  const { url } = await api.told<{ url: string }>("GET", `/download/${job_id}/?output=source&redirect=false`);
  const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer());
  expect(sha256(bytes)).toBe(sha256(await readFile(path)));
});

test("uploads go on while the reader is on other pages", async ({ api, clips, page }) => {
  const path = await clips.bulk(48, "elsewhere.bin");
  await page.goto("/");
  await slowed(page, 8);
  await choose(page, path);
  await expect(row(page, path)).toContainText("Uploading");

  await page.getByRole("navigation").getByRole("link", { name: "Hosts" }).click();
  await expect(page.getByRole("link", { name: /^Uploads \d+ %/ })).toBeVisible();
  await slowed(page, 0);
  const job = await api.named("elsewhere.bin");
  expect((await api.ended(job.job_id)).source.size).toBe(48 * MIB);
  await page.getByRole("navigation").getByRole("link", { name: "Jobs" }).click();
  await expect(row(page, path)).toContainText("Uploaded");
});

test("URLs that the storage takes no more are signed again", async ({ api, clips, page }) => {
  const path = await clips.bulk(24, "expired.bin");
  await page.goto("/");
  let signed = 0;
  await page.route(/\/api\/upload\/([0-9a-f]+\/parts\/)?$/, async (route) => {
    const answer = await route.fetch();
    signed += 1;
    const body = await answer.text();
    // What a URL of yesterday looks like to the storage: its signature does not fit its time.
    await route.fulfill({
      response: answer,
      body: signed > 1 ? body : body.replaceAll(/X-Amz-Date=\d+T/g, "X-Amz-Date=20200101T"),
    });
  });

  await choose(page, path);

  await expect(row(page, path)).toContainText("Uploaded");
  expect(signed).toBeGreaterThan(1);
  expect((await api.named("expired.bin")).source.size).toBe(24 * MIB);
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
  await page.goto("/");
  await expect(page.getByText("Drop films or folders here")).toBeVisible();

  const mouse = await page.context().newCDPSession(page);
  const data = { items: [], files: [folder], dragOperationsMask: 1 };
  await mouse.send("Input.dispatchDragEvent", { type: "dragEnter", x: 300, y: 300, data });
  await mouse.send("Input.dispatchDragEvent", { type: "dragOver", x: 300, y: 300, data });
  await expect(page.getByText("Let go to upload")).toBeVisible();
  await mouse.send("Input.dispatchDragEvent", { type: "drop", x: 300, y: 300, data });

  await expect(row(page, "A1.mp4")).toContainText("Uploaded");
  await expect(row(page, "B1.mp4")).toContainText("Day 1/B/B1.mp4");
  await expect(page.getByText("One file in the folders has no film’s name and was passed over.")).toBeVisible();
  await expect(page.getByText("Let go to upload")).toHaveCount(0);
  await api.done((await api.named("B1.mp4")).job_id);
});

test("a file that is pasted is sent", async ({ api, clips, page }) => {
  const film = (await readFile(await clips.film())).toString("base64");
  await page.goto("/");
  await expect(page.getByTestId("choose-files")).toBeAttached();

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
  await page.goto("/");
  await page.getByLabel("Profile", { exact: true }).selectOption("edit-prores-proxy");
  await page.getByLabel("Resolution", { exact: true }).selectOption("360p");

  await choose(page, await clips.film({ name: "wished.mp4" }));

  const job = await api.named("wished.mp4");
  expect(job.profile).toBe("edit-prores-proxy");
  expect(job.options.resolution).toBe("360p");
  await api.ended(job.job_id);
});

test.describe("said before a byte moves:", () => {
  test("an empty file, a letter, a picture, a film that is too large, one that is too long", async ({
    api,
    clips,
    page,
  }) => {
    const before = await api.settings();
    await api.change({ max_upload_bytes: 2 * MIB, max_duration_seconds: 3 });
    const write = async (name: string, content: string | Buffer) => {
      await writeFile(join(clips.folder, name), content);
      return join(clips.folder, name);
    };
    const files: [string, string, string][] = [
      [await write("empty.mp4", ""), "The file has no bytes.", "empty_file"],
      [await write("letter.mov", "Dear editor,\n"), "The file is text, not video.", "text_file"],
      [await write("still.mp4", Buffer.from("89504e470d0a1a0a0000", "hex")), "The file is a still image", "image_file"],
      [await clips.bulk(3, "large.mp4"), "The file has 3 MiB; this installation takes 2 MiB.", "upload_too_large"],
      [
        await clips.film({ name: "long.mp4", seconds: 4 }),
        "The film lasts 4 s; this installation takes 3 s.",
        "too_long",
      ],
    ];
    const declared: string[] = [];
    page.on("request", (request) => request.method() !== "GET" && declared.push(request.url()));
    try {
      await page.goto("/");
      await expect(page.getByText("A film may have 2 MiB and last 3 s.")).toBeVisible();
      await choose(page, ...files.map(([path]) => path));

      for (const [path, sentence, code] of files) {
        await expect(row(page, path)).toContainText("Not taken");
        await expect(row(page, path)).toContainText(sentence);
        await expect(row(page, path)).toContainText(code);
      }
      expect(declared).toEqual([]);
    } finally {
      await api.change({
        max_upload_bytes: before.max_upload_bytes,
        max_duration_seconds: before.max_duration_seconds,
      });
    }

    await page.getByRole("button", { name: "Try long.mp4 again" }).click(); // the limit was raised meanwhile
    await expect(row(page, "long.mp4")).toContainText("Uploaded");
  });
});

test.describe("clear words, a code and a way on for", () => {
  test("a quota that is used up", async ({ clips, page }) => {
    const path = await clips.bulk(24, "quota.bin");
    const body = "<Error><Code>XMinioAdminBucketQuotaExceeded</Code><Message>Bucket quota exceeded</Message></Error>";
    await page.goto("/");
    const raised = await met(page, async (route, request) => {
      const headers = { "Access-Control-Allow-Origin": "*" };
      return partOf(request) === 3 ? route.fulfill({ status: 400, headers, body }) : route.continue();
    });

    await choose(page, path);
    await expect(row(page, path)).toContainText("The bucket’s quota is used up.");
    await expect(row(page, path)).toContainText("quota_full");
    await expect(row(page, path)).toContainText("400 XMinioAdminBucketQuotaExceeded Bucket quota exceeded");
    await raised();
    const parts = acknowledged(page);
    await page.getByRole("button", { name: "Try quota.bin again" }).click();

    await expect(row(page, path)).toContainText("Uploaded");
    expect(parts).toContain(3);
  });

  test("a storage that does not let this page in (CORS)", async ({ clips, page }) => {
    const path = await clips.bulk(1, "cors.bin");
    await page.goto("/");
    const allowed = await met(page, (route) => route.abort("failed")); // what a refused preflight looks like from a script

    await choose(page, path);
    await expect(row(page, path)).toContainText("The object storage does not let this page upload (CORS).");
    await expect(row(page, path)).toContainText("origin_refused");
    await allowed();
    await page.getByRole("button", { name: "Try cors.bin again" }).click();

    await expect(row(page, path)).toContainText("Uploaded");
  });

  test("a storage that does not answer, which is waited for", async ({ clips, page }) => {
    const path = await clips.bulk(24, "away.bin");
    await page.goto("/");
    const storage = (url: URL) => url.port !== new URL(stack.page).port && url.port !== new URL(stack.api).port;
    await page.route(storage, (route) => route.abort("connectionrefused"));

    await choose(page, path);
    await expect(row(page, path)).toContainText("The object storage does not answer.");
    await page.unroute(storage);

    await expect(row(page, path)).toContainText("Uploaded");
  });

  test("a file that was changed while it was sent", async ({ clips, page }) => {
    const path = await clips.bulk(64, "changed.bin");
    await page.goto("/");
    await slowed(page, 8);
    const parts = acknowledged(page);
    await choose(page, path);
    await expect.poll(() => parts.length).toBeGreaterThan(0);

    await writeFile(path, "something else");

    await expect(row(page, path)).toContainText("The file cannot be read any more.");
    await page.getByRole("button", { name: "Cancel changed.bin" }).first().click();
  });
});

test("a storage that hides its ETags does no harm: the API knows the parts", async ({ api, clips, page }) => {
  const path = await clips.bulk(24, "hidden.bin");
  await page.goto("/");
  await met(page, async (route) => {
    const answer = await route.fetch();
    const { etag, "access-control-expose-headers": exposed, ...headers } = answer.headers();
    expect([etag, exposed]).not.toContain(undefined);
    await route.fulfill({ response: answer, headers });
  });

  await choose(page, path);

  await expect(row(page, path)).toContainText("Uploaded");
  expect((await api.ended((await api.named("hidden.bin")).job_id)).source.size).toBe(24 * MIB);
});

test("what another tab is sending is not sent by this one", async ({ clips, context, page }) => {
  const path = await clips.bulk(64, "tabs.bin");
  await page.goto("/");
  await slowed(page, 8);
  const parts = acknowledged(page);
  await choose(page, path);
  await expect.poll(() => parts.length).toBeGreaterThan(0);

  const other = await context.newPage();
  await other.goto("/");
  await choose(other, path);
  await expect(row(other, path)).toContainText("Another tab is sending this file.");

  await slowed(page, 0);
  await expect(row(page, path)).toContainText("Uploaded");
});
