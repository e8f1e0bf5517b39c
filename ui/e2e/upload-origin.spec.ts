/**
 * The page under a name that the storage was not told of: real preflights, really refused. It is plain HTTP from another host, too,
 * where browsers keep some of their means to themselves (secure contexts).
 */
import { expect, stack, test } from "./harness";
import { choose, row } from "./harness/sending";

const NAME = "films.test";

test.use({
  launchOptions: {
    executablePath: stack.chromium,
    args: ["--no-sandbox", "--disable-gpu", `--host-resolver-rules=MAP ${NAME} 127.0.0.1`],
  },
});

test("a storage that does not let this page in (CORS) is said in clear words", async ({ api, clips, page }) => {
  const path = await clips.bulk(24, "origin.bin");
  const { port } = new URL(stack.page);
  await page.goto(`http://${NAME}:${port}/`);
  await expect(page.getByText(/^A film may have/)).toBeVisible();

  await choose(page, path);

  await expect(row(page, path)).toContainText("The object storage does not let this page upload (CORS).");
  await expect(row(page, path)).toContainText("origin_refused");
  await row(page, path).getByRole("button", { name: "Cancel origin.bin" }).click();
  const { job_id } = await api.named("origin.bin");
  await expect.poll(async () => (await api.job(job_id)).status).toBe("cancelled");
});
