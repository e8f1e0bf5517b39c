/** What is changed in the page holds for the next job and the next cleanup, with nothing restarted. */
import { expect, test } from "./harness";

const BACK = ["quality", "retention_hours", "cleanup_interval_seconds"] as const;

test("another quality holds for the next job, and another retention for the next cleanup", async ({
  api,
  clips,
  page,
}) => {
  test.setTimeout(240_000); // the shortest retention there is: 36 seconds
  const before = await api.settings();
  const film = await clips.film({ name: "live.mp4" });
  const first = await api.done(await api.upload(film));
  expect(await crf(first.job_id)).toBe("23"); // web-720p, medium

  try {
    await page.goto("/settings/");
    await page.getByLabel("Quality", { exact: true }).selectOption({ label: "Low: smallest files" });
    await page.getByLabel("Unit of “Keep proxies for”").selectOption({ label: "seconds" });
    await page.getByLabel("Keep proxies for", { exact: true }).fill("36");
    await page.getByLabel("Unit of “Clean up every”").selectOption({ label: "seconds" });
    await page.getByLabel("Clean up every", { exact: true }).fill("1");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await expect(page.getByText("3 settings saved, all of them together.").first()).toBeVisible();

    const second = await api.done(await api.upload(film));
    expect(await crf(second.job_id)).toBe("28"); // web-720p, low

    await expect
      .poll(async () => (await api.ask("GET", `/download/${first.job_id}/?redirect=false`)).status, {
        message: "the first proxy is deleted when its time is over",
        timeout: 120_000,
      })
      .toBe(410);
  } finally {
    await api.change(Object.fromEntries(BACK.map((name) => [name, before[name]])));
  }

  /** The rate factor that ffmpeg was given, as the job's log has it. */
  async function crf(id: string): Promise<string | undefined> {
    const log = await (await api.ask("GET", `/jobs/${id}/log/`)).text();
    return /-crf[: ](\d+)/.exec(log)?.[1] ?? /crf=(\d+)/.exec(log)?.[1];
  }
});
