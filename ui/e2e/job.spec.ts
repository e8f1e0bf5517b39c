/** The page of one job: what it tells is what the API knows, and its player goes where an editor wants it. */
import type { Page } from "@playwright/test";
import { job as words } from "../lib/strings/en/job";
import { expect, stack, test } from "./harness";

const { names } = words.certificate;
const timecode = (page: Page) => page.getByRole("group", { name: /^Proxy of/ }).locator("output");

test("facts, certificate, timeline and log are those of the job", async ({ api, clips, page }) => {
  const id = await api.upload(await clips.film({ name: "known.mp4", seconds: 3, size: "960x540" }), {
    options: { resolution: "360p" },
  });
  const job = await api.done(id);
  await page.goto(`/job/?id=${id}`);

  const facts = page.getByRole("region", { name: "Source and proxy" });
  await expect(facts.getByRole("row", { name: /^Picture size 960 × 540 640 × 360/ })).toBeVisible();
  await expect(facts.getByRole("row", { name: /^Frames 75 75/ })).toBeVisible();

  const rules = job.proxy?.certificate.rules ?? [];
  const certificate = page.getByRole("region", { name: "Certificate" });
  await expect(certificate.getByText(`${rules.length} rules, all hold`)).toBeVisible();
  const rows = certificate.locator("tbody tr");
  await expect(rows).toHaveCount(rules.length);
  for (const [at, rule] of rules.entries()) {
    await expect(rows.nth(at).locator("th")).toContainText(names[rule.rule] ?? /^. Sound 1: /);
    await expect(rows.nth(at).locator("td").nth(0)).toContainText(rule.expected);
    await expect(rows.nth(at).locator("td").nth(1)).toContainText(rule.found);
  }

  const spans = page.getByRole("region", { name: "Timeline" }).getByRole("listitem");
  for (const step of ["Upload", "Waiting for a worker", "Probing", "Encoding", "Verifying", "Publishing"]) {
    await expect(spans.filter({ hasText: step })).toHaveCount(1);
  }

  await page.getByRole("button", { name: "Show command and log" }).click();
  const log = await api.ask("GET", `/jobs/${id}/log/`);
  await expect(page.getByRole("region", { name: "Command and last lines of the log" })).toHaveText(await log.text());
});

test("every output is had under its own name", async ({ api, clips, page }) => {
  const id = await api.upload(await clips.film({ name: "outputs.mp4" }));
  await api.done(id);
  await page.goto(`/job/?id=${id}`);

  for (const [output, name] of [
    ["Proxy", "outputs_proxy.mp4"],
    ["Poster", "outputs_poster.jpg"],
    ["Certificate", "outputs_certificate.json"],
    ["Source", "outputs.mp4"],
    ["Log", "outputs.mp4_log.txt"],
  ] as const) {
    const saving = page.waitForEvent("download");
    await page.getByRole("region", { name: "Downloads" }).getByRole("button", { name: output }).click();
    expect((await saving).suggestedFilename()).toBe(name);
  }
});

test("the player plays, shuttles and steps with the keys of editing programs", async ({ api, clips, page }) => {
  const id = await api.upload(await clips.film({ name: "keys.mp4", seconds: 20 }));
  await api.done(id);
  await page.goto(`/job/?id=${id}`);
  const video = page.locator("video");
  await expect.poll(() => video.evaluate((film: HTMLVideoElement) => film.readyState)).toBeGreaterThan(0);
  const at = () => video.evaluate((film: HTMLVideoElement) => film.currentTime);
  const speed = () => video.evaluate((film: HTMLVideoElement) => (film.paused ? 0 : film.playbackRate));

  await page.keyboard.press(".");
  await page.keyboard.press(".");
  await expect(timecode(page)).toHaveText("00:00:00:02");
  await expect.poll(at).toBeCloseTo(2.5 / 25, 3); // the middle of the third frame
  await page.keyboard.press("Shift+.");
  await expect(timecode(page)).toHaveText("00:00:00:12");
  await page.keyboard.press(",");
  await expect(timecode(page)).toHaveText("00:00:00:11");
  await page.keyboard.press("ArrowRight");
  await expect(timecode(page)).toHaveText("00:00:05:11");

  await page.keyboard.press("Space");
  await expect.poll(speed).toBe(1);
  await page.keyboard.press("l");
  await expect.poll(speed).toBe(2);
  await page.keyboard.press("k");
  await expect.poll(speed).toBe(0);
  await page.keyboard.press("End");
  await expect(timecode(page)).toHaveText("00:00:19:24");
  await page.keyboard.press("j");
  await expect.poll(at).toBeLessThan(19);
  await page.keyboard.press("k");

  const slider = page.getByRole("slider", { name: "Position" });
  await slider.fill("250");
  await expect(timecode(page)).toHaveText("00:00:10:00");
  await expect(slider).toHaveAttribute("aria-valuetext", "00:00:10:00");
});

test("a link that has ended is renewed, and the film goes on where it was", async ({ api, clips, page }) => {
  const id = await api.upload(await clips.film({ name: "ended.mp4", seconds: 4 }));
  await api.done(id);
  const links: string[] = [];
  page.on("response", async (answer) => {
    if (/\/download\/.*redirect=false/.test(answer.url())) links.push(((await answer.json()) as { url: string }).url);
  });
  await page.goto(`/job/?id=${id}`);
  const video = page.locator("video");
  await expect.poll(() => video.evaluate((film: HTMLVideoElement) => film.readyState)).toBeGreaterThan(0);
  const first = links[0] ?? "";
  const fresh = async () => (await api.told<{ url: string }>("GET", `/download/${id}/?redirect=false`)).url;
  await expect.poll(fresh, "a link says in which second it was signed").not.toBe(first);

  // From now on the first link answers as the bucket does once it has ended.
  await page.route(
    (url) => url.href === first,
    (route) => route.fulfill({ status: 403, body: "<Error><Code>AccessDenied</Code></Error>" }),
  );
  await video.evaluate((film: HTMLVideoElement) => {
    film.currentTime = 3;
    film.src = film.currentSrc; // the browser has it all in its memory, so it is made to read anew
  });

  await expect.poll(() => links.length).toBe(2);
  await expect.poll(() => video.evaluate((film: HTMLVideoElement) => film.currentSrc)).toBe(links[1]);
  await expect(page.getByText("The link is renewed")).toBeHidden();
});

test("a file that was not taken says why and what to do; a job that there is not, too", async ({
  api,
  clips,
  page,
}) => {
  const id = await api.upload(await clips.bulk(1, "letter.mp4"));
  const job = await api.ended(id);
  await page.goto(`/job/?id=${id}`);

  const alert = page.getByRole("alert").filter({ hasText: "This file was not taken" });
  await expect(alert).toContainText(job.error?.message ?? "");
  await expect(alert).toContainText(job.error?.hint ?? "");
  await expect(alert).toContainText(job.error?.code ?? "");

  await page.goto(`/job/?id=${"0".repeat(32)}`);
  await expect(page.getByRole("alert").filter({ hasText: "job_not_found" })).toBeVisible();
});

test("a proxy for editing is not played but offered", async ({ api, clips, page }) => {
  const id = await api.upload(await clips.film({ name: "cut.mp4" }), { profile: "edit-prores-proxy" });
  await api.done(id);
  await page.goto(`/job/?id=${id}`);

  await expect(page.getByText("Browsers do not play ProRes.")).toBeVisible();
  await expect(page.locator("video")).toHaveCount(0);
  const saving = page.waitForEvent("download");
  await page.getByRole("button", { name: /^Proxy/ }).click();
  expect((await saving).suggestedFilename()).toBe("cut_proxy.mov");
  expect(new URL((await saving).url()).origin).not.toBe(stack.page);
});
