/** What is in an upload's way: said in clear words, with a code and a way on; what is not taken, before a byte moves. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, stack, test } from "./harness";
import { acknowledged, begun, choose, held, met, open, partOf, row } from "./harness/sending";

const MIB = 1024 ** 2;

test("what this installation does not take is said before a byte moves", async ({ api, clips, page }) => {
  const { max_upload_bytes, max_duration_seconds } = await api.settings();
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
  const written: string[] = [];
  page.on("request", (request) => request.method() !== "GET" && written.push(request.url()));
  await api.change({ max_upload_bytes: 2 * MIB, max_duration_seconds: 3 });
  try {
    await open(page);
    await expect(page.getByText("A film may have 2 MiB and last 3 s.")).toBeVisible();
    await choose(page, ...files.map(([path]) => path));

    for (const [path, sentence, code] of files) {
      await expect(row(page, path)).toContainText("Not taken");
      await expect(row(page, path)).toContainText(sentence);
      await expect(row(page, path)).toContainText(code);
    }
    expect(written).toEqual([]);
  } finally {
    await api.change({ max_upload_bytes, max_duration_seconds });
  }

  await page.getByRole("button", { name: "Try long.mp4 again" }).click(); // the limit was raised meanwhile
  await expect(row(page, "long.mp4")).toContainText("Uploaded");
});

test("URLs that the storage takes no more are signed again", async ({ api, clips, page }) => {
  const path = await clips.bulk(24, "expired.bin");
  await open(page);
  let signed = 0;
  await page.route(/\/api\/upload\/([0-9a-f]+\/parts\/)?$/, async (route) => {
    const answer = await route.fetch();
    const body = await answer.text();
    if (body.includes("X-Amz-Date=")) signed += 1;
    // A time that the signature does not fit: the storage refuses it as it refuses one that is over.
    const spoiled = signed > 1 ? body : body.replaceAll(/X-Amz-Date=\d+T/g, "X-Amz-Date=20200101T");
    await route.fulfill({ response: answer, body: spoiled });
  });

  await choose(page, path);

  await expect(row(page, path)).toContainText("Uploaded");
  expect(signed).toBeGreaterThan(1);
  expect((await api.named("expired.bin")).source.size).toBe(24 * MIB);
});

test("a part whose bytes are changed on the way is sent again", async ({ api, clips, page }) => {
  const path = await clips.bulk(24, "changed.bin");
  await open(page);
  const sent = begun(page);
  let changed = 0;
  await met(page, async (route, request) => {
    if (partOf(request) !== 2 || changed > 0) return route.continue();
    changed += 1;
    return route.continue({ postData: Buffer.alloc(8 * MIB, "changed") });
  });

  await choose(page, path);

  await expect(row(page, path)).toContainText("Uploaded");
  expect(sent.sort()).toEqual([1, 2, 2, 3]);
  const { job_id } = await api.named("changed.bin");
  const { url } = await api.told<{ url: string }>("GET", `/download/${job_id}/?output=source&redirect=false`);
  expect(Buffer.from(await (await fetch(url)).arrayBuffer()).equals(await readFile(path))).toBe(true);
});

test("a quota that is used up", async ({ clips, page }) => {
  const path = await clips.bulk(24, "quota.bin");
  const body = "<Error><Code>XMinioAdminBucketQuotaExceeded</Code><Message>Bucket quota exceeded</Message></Error>";
  await open(page);
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

test("a storage that does not answer, which is waited for", async ({ clips, page }) => {
  const path = await clips.bulk(24, "away.bin");
  await open(page);
  const ours = [stack.page, stack.api].map((url) => new URL(url).origin);
  const storage = (url: URL) => !ours.includes(url.origin) && url.protocol.startsWith("http");
  await page.route(storage, (route) => route.abort("connectionrefused"));

  await choose(page, path);
  await expect(row(page, path)).toContainText("The object storage does not answer.");
  await page.unroute(storage);

  await expect(row(page, path)).toContainText("Uploaded");
});

test("a server that is away before the page has all it sends with", async ({ clips, page }) => {
  const path = await clips.bulk(1, "unsent.bin");
  const first = await (await page.request.get(stack.page)).text();
  const later = (url: URL) => url.pathname.includes("/chunks/") && !first.includes(url.pathname);
  await page.route(later, (route) => route.abort("connectionrefused"));
  await open(page);

  await choose(page, path);
  const said = page.getByRole("alert").filter({ hasText: "Nothing of this was sent" });
  await expect(said).toContainText("A part of the page could not be loaded.");
  await expect(said).toContainText("page_incomplete");
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(said.getByRole("button", { name: "Try again" })).toBeInViewport({ ratio: 1 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  await page.unroute(later);
  await said.getByRole("button", { name: "Try again" }).click();

  await expect(row(page, path)).toContainText("Uploaded");
  await expect(said).toHaveCount(0);
});

test("a file that was changed while it was sent", async ({ clips, page }) => {
  const path = await clips.bulk(24, "changed.bin");
  await open(page);
  const parts = acknowledged(page);
  const release = await held(page, 3);
  await choose(page, path);
  await expect.poll(() => parts.length).toBe(2);

  await writeFile(path, "something else");
  await release();

  await expect(row(page, path)).toContainText("The file cannot be read any more.");
  await expect(row(page, path)).toContainText("file_unreadable");
  await row(page, path).getByRole("button", { name: "Cancel changed.bin" }).click();
  await expect(row(page, path)).toHaveCount(0);
});

test("a storage that hides its ETags does no harm: the API knows the parts", async ({ api, clips, page }) => {
  const path = await clips.bulk(24, "hidden.bin");
  await open(page);
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
