/** What a job is going to cost, what it has cost, and what its month has: as the API counts it. */
import { expect, test } from "./harness";
import { choose, open, row } from "./harness/sending";

const CPU = /\d.* CPU/;

test("a job's cost is told with its upload, on its page, and in its month", async ({ api, clips, page }) => {
  const path = await clips.film({ name: "dear.mp4" });
  await open(page);
  await choose(page, path);
  await expect(row(page, path)).toContainText(/to cost some .+ CPU, by its size/);
  const { job_id } = await api.named("dear.mp4");
  await api.done(job_id);

  await page.goto(`/job/?id=${job_id}`);
  const card = page.getByRole("region", { name: "Cost" });
  await expect(card.getByText("Has cost").locator("+ dd")).toHaveText(CPU);
  await expect(card.getByText("Estimated").locator("+ dd")).toHaveText(CPU);
  await card.getByRole("link", { name: "Costs day by day" }).click();

  const month = page.getByRole("region", { name: /^Costs of/ });
  await expect(month).toBeInViewport();
  const header = await page.getByRole("banner").boundingBox();
  const heading = await month.getByRole("heading").boundingBox();
  expect(heading?.y, "the heading is below the header").toBeGreaterThanOrEqual(header?.height ?? Infinity);
  await expect(month.getByText("So far").locator("+ dd")).toHaveText(CPU);
  await expect(month.getByRole("img", { name: /^Costs of .+ day by day/ })).toBeVisible();
  await month.getByText("The same in numbers").click();
  await expect(month.locator("tbody tr")).not.toHaveCount(0);
  await month.getByRole("button", { name: "The month before" }).click();
  await expect(month.getByText("No job ended in this month.")).toBeVisible();
});
