/** What the page gives is the proxy, whole; and what it plays is read from the bucket by ranges. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, stack, test } from "./harness";

const SECONDS = 6;
const FRAMES = SECONDS * 25;

test("the downloaded file is the published proxy, byte by byte, and every frame of it can be read", async ({
  api,
  clips,
  page,
}) => {
  const id = await api.upload(await clips.film({ name: "sunrise.mp4", seconds: SECONDS }));
  const job = await api.done(id);

  await page.goto(`/job/?id=${id}`);
  const saving = page.waitForEvent("download");
  await page.getByRole("button", { name: /^Proxy/ }).click();
  const download = await saving;
  const path = join(clips.folder, "downloaded.mp4");
  await download.saveAs(path);

  expect(download.suggestedFilename()).toBe("sunrise_proxy.mp4");
  const digest = createHash("sha256")
    .update(await readFile(path))
    .digest("hex");
  expect(digest).toBe(job.proxy?.certificate.proxy_sha256);
  const { streams } = await clips.probe(path);
  expect(streams.map((each) => each.codec_name)).toEqual(["h264", "aac"]);
  expect(Number(streams[0]?.nb_read_packets)).toBe(FRAMES);
});

test("the player reads the proxy from the bucket by ranges, and goes wherever it is told", async ({
  api,
  clips,
  page,
}) => {
  const id = await api.upload(await clips.film({ name: "noon.mp4", seconds: SECONDS }));
  await api.done(id);
  const answers: { status: number; origin: string; range: string | undefined }[] = [];
  page.on("response", (response) => {
    if (response.request().resourceType() !== "media") return;
    const { range } = response.request().headers();
    answers.push({ status: response.status(), origin: new URL(response.url()).origin, range });
  });

  await page.goto(`/job/?id=${id}`);
  const video = page.locator("video");
  await expect.poll(async () => video.evaluate((film: HTMLVideoElement) => film.duration)).toBeCloseTo(SECONDS, 0);
  await video.evaluate(async (film: HTMLVideoElement) => {
    film.muted = true;
    film.currentTime = 4;
    await film.play();
  });
  await expect.poll(async () => video.evaluate((film: HTMLVideoElement) => film.currentTime)).toBeGreaterThan(4.2);

  expect(answers.length).toBeGreaterThan(0);
  for (const answer of answers) {
    expect(answer.status).toBe(206);
    expect(answer.range).toMatch(/^bytes=\d+-/);
    expect([stack.page, stack.api]).not.toContain(answer.origin);
  }
});
