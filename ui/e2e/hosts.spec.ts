/** The hosts as they are: their load, what they run, and which of them went silent. */
import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { expect, test } from "./harness";
import { Worker } from "./harness/worker";

interface Load {
  hosts: { host: string }[];
}

const card = (page: Page, host: string) => page.getByRole("article", { name: host, exact: true });
const named = (what: string) => `${what}-${randomUUID().slice(0, 8)}`;

test("a host shows its load in numbers and pictures, and leads to the job it runs", async ({ api, clips, page }) => {
  const film = await clips.film({ name: `${named("long")}.mp4`, seconds: 20, size: "1280x720" });
  const [main] = (await api.told<Load>("GET", "/system_load/")).hosts;
  const host = card(page, main?.host ?? "");
  await page.goto("/hosts/");

  await expect(host.getByText("Reporting")).toBeVisible();
  await expect(host.getByRole("img", { name: /^CPU of .+ %, between/ })).toBeVisible();
  await expect(host.getByRole("img", { name: /^Disk free of .+ GiB, between/ })).toBeVisible();
  await host.getByText("The same in numbers").click();
  await expect(host.getByRole("row")).not.toHaveCount(0);
  await expect(host.getByRole("columnheader", { name: "CPU" })).toBeVisible();

  const id = await api.upload(film);
  try {
    await host.getByRole("link", { name: `Job ${id.slice(0, 8)}` }).click();
    await expect(page).toHaveURL(new RegExp(`/job/\\?id=${id}$`));
  } finally {
    await api.ask("POST", `/jobs/${id}/cancel/`);
  }
});

test("a value is read off where the pointer is", async ({ api, page }) => {
  const [main] = (await api.told<Load>("GET", "/system_load/")).hosts;
  const host = card(page, main?.host ?? "");
  await page.goto("/hosts/");

  await host.getByRole("img", { name: /^Memory of/ }).hover();

  await expect(host.getByText(/^at \d/)).toBeVisible();
});

test("a worker that was killed is marked silent, and one that was stopped is gone", async ({ api, page }) => {
  test.setTimeout(240_000); // two workers start, and 15 s of silence pass
  const [killed, stopped] = [await Worker.start(api, named("killed")), await Worker.start(api, named("stopped"))];
  try {
    await page.goto("/hosts/");
    await expect(card(page, killed.host).getByText("Reporting")).toBeVisible();
    await expect(card(page, stopped.host).getByText("Reporting")).toBeVisible();

    await Promise.all([killed.end("SIGKILL"), stopped.end("SIGTERM")]);

    await expect(card(page, stopped.host)).toHaveCount(0);
    await expect(card(page, killed.host).getByText("Silent", { exact: true })).toBeVisible({ timeout: 60_000 });
    await expect(card(page, killed.host).getByText(/^No word since/)).toBeVisible();
  } finally {
    await Promise.all([killed.end("SIGKILL"), stopped.end("SIGKILL")]);
  }
});

test("a lost line is said with its code, and the page goes on by itself", async ({ context, page }) => {
  await page.goto("/hosts/");
  await expect(page.getByText("Reporting").first()).toBeVisible();

  await context.setOffline(true);
  await expect(page.getByText("api_unreachable").first()).toBeVisible();
  await expect(page.getByText("Reporting").first()).toBeVisible(); // what was known stays in sight

  await context.setOffline(false);
  await expect(page.getByText("api_unreachable")).toHaveCount(0);
});

test("the clock's last turn is told", async ({ page }) => {
  await page.goto("/hosts/");

  await expect(page.getByRole("region", { name: "Cleanup" })).toContainText("Last turn");
});
