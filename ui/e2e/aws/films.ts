/** Films of a page behind CloudFront, whose buckets have hosts of their own: the page's policy has to name them. */
import { expect, test } from "../harness";
import { choose } from "../harness/sending";
import { enter } from "./entering";

const region = process.env.AWS_PAGE_REGION ?? "";
const signedThere = new RegExp(`^https://[a-z0-9.-]+\\.s3\\.${region}\\.amazonaws\\.com/.*X-Amz-Signature`);

test("a film goes into the bucket, and its poster and its proxy come out of it, all by signed links", async ({
  page,
  clips,
}) => {
  const blocked: string[] = [];
  page.on("console", (line) => {
    if (line.text().includes("Content Security Policy")) blocked.push(line.text());
  });
  await enter(page, "/");

  await choose(page, await clips.film({ name: "signed.mp4" }));

  const line = page.getByRole("row").filter({ hasText: "signed.mp4" });
  await expect(line).toContainText("Done", { timeout: 90_000 });
  const poster = line.locator("img");
  await expect(poster).toHaveAttribute("src", signedThere);
  await expect.poll(async () => poster.evaluate((shown: HTMLImageElement) => shown.naturalWidth)).toBeGreaterThan(0);

  await line.getByRole("link", { name: "signed.mp4" }).click();
  const video = page.locator("video");
  await expect(video).toHaveAttribute("src", signedThere);
  await expect.poll(async () => video.evaluate((film: HTMLVideoElement) => film.readyState)).toBeGreaterThan(0);
  expect(blocked).toEqual([]);
});
