/**
 * Pictures of every page for the README, with jobs in every state. The film is PICTURES_FILM, else a test picture. Webhooks are sent
 * to this machine, so the stack has to be started with WEBHOOK_ALLOWED_NETWORKS=127.0.0.1/32.
 */
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { expect, test } from "../harness";
import { receiving } from "../harness/receiver";

const FOLDER = process.env.PICTURES_FOLDER ?? fileURLToPath(new URL("../../../docs/screenshots", import.meta.url));
const FILM = process.env.PICTURES_FILM ?? "";

/** A row of the list asks for its poster only once it has stayed on the screen. */
async function picture(page: Page, name: string): Promise<void> {
  if (name.startsWith("jobs")) await expect(page.locator("main img")).toBeVisible();
  await expect.poll(() => page.evaluate(() => [...document.images].every((each) => each.complete))).toBe(true);
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: join(FOLDER, `${name}.png`), animations: "disabled" });
}

test("pages", async ({ api, clips, page }) => {
  const receiver = await receiving();
  const description = "Tells the edit suite which films it may take";
  const { webhook_id } = await api.told<{ webhook_id: string }>("POST", "/webhooks/", {
    url: receiver.url,
    description,
  });
  const film = join(clips.folder, "Big Buck Bunny.mp4");
  if (FILM === "") await clips.film({ name: "Big Buck Bunny.mp4", seconds: 8, size: "1280x720" });
  else await copyFile(FILM, film);
  const done = await api.upload(film);
  await api.done(done);
  await api.ended(await api.upload(await clips.bulk(1, "call sheet.mp4")));
  const long = await clips.film({ name: "Interview, camera A.mp4", seconds: 70, size: "640x360" });
  const running = await api.upload(long, { profile: "edit-prores-proxy" });
  await expect.poll(async () => (await api.job(running)).phase, { timeout: 60_000 }).toBe("encoding");

  for (const [name, path, ready] of [
    ["jobs", "/", "Big Buck Bunny.mp4"],
    ["job", `/job/?id=${done}`, "Certificate"],
    ["hosts", "/hosts/", "CPU"],
    ["settings", "/settings/", "What new jobs make"],
    ["webhooks", "/settings/#webhooks", "Send again"],
  ] as const) {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await page.goto(path);
      await expect(page.getByText(ready).first()).toBeVisible();
      await page.waitForLoadState("load");
      await picture(page, `${name}-${colorScheme}`);
    }
  }

  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: "dark" });
  await page.goto("/");
  await expect(page.getByText("Big Buck Bunny.mp4").first()).toBeVisible();
  await picture(page, "jobs-phone");

  await api.told("DELETE", `/webhooks/${webhook_id}/`);
  receiver.close();
});
