/** Webhooks from the page to a real endpoint: added, tried, read in the log, sent once more, deleted. */
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./harness";
import { type Receiver, receiving, signature } from "./harness/receiver";

const GRAVE = ["serious", "critical"];

let receiver: Receiver;
test.beforeAll(async () => {
  receiver = await receiving();
});
test.afterAll(() => receiver.close());

/** What axe finds in the webhooks that keeps people from using them. */
async function grave(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).include("#webhooks").analyze();
  const found = violations.filter(({ impact }) => GRAVE.includes(impact ?? ""));
  return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary ?? ""}`));
}

test("whoever wants to be told adds an address, tries it, reads what came of that, and takes it away", async ({
  context,
  page,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.goto("/settings/#webhooks");
  const address = page.getByLabel("Address", { exact: true });
  const section = page.getByRole("region", { name: "Webhooks" });
  await expect(section).toBeInViewport();
  await section.getByRole("button", { name: "Add a webhook" }).click();

  await test.step("an address that is not reached is refused at its input", async () => {
    await address.fill("https://169.254.169.254/latest/");
    await page.keyboard.press("Enter");
    await expect(section.getByRole("alert")).toContainText("invalid_request");
    await expect(address).toHaveAccessibleErrorMessage(/only this network can reach/);
    expect(await grave(page)).toEqual([]);
  });

  const secret = await test.step("one that is reached is added, and its secret copied", async () => {
    await address.fill(receiver.url);
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await section.getByRole("button", { name: "Copy", exact: true }).click();
    await expect(section.getByText("Copied.")).toBeVisible();
    return page.evaluate(() => navigator.clipboard.readText());
  });
  const card = section.getByRole("article", { name: receiver.url });
  await expect(card.getByText("No trouble")).toBeVisible();

  await test.step("a test arrives, signed, after it was refused once", async () => {
    receiver.answers.push(500);
    await card.getByRole("button", { name: /^Send a test/ }).click();
    await expect(card.getByText(/^The test was taken: 200 after/)).toBeVisible();
    const [first, second] = receiver.messages;
    if (first === undefined || second === undefined) throw new Error("It said that both had come.");
    expect(second.headers["webhook-id"]).toBe(first.headers["webhook-id"]);
    expect(second.headers["webhook-signature"]).toBe(signature(secret, second));
  });

  const log = section.getByRole("list", { name: "Deliveries, newest first" });
  const row = log.getByRole("listitem").filter({ hasText: "Test" });
  await test.step("the log tells both tries, and sends it once more", async () => {
    await card.getByRole("button", { name: /^Show its log/ }).click();
    await row.getByRole("button", { name: "Details: Test" }).click();
    await expect(row.getByText(/· 500 · .* · It answered 500\./)).toBeVisible();
    await expect(row.getByText(/· 200 · /)).toBeVisible();
    await row.getByRole("button", { name: "Send again: Test" }).click();
    await expect.poll(() => receiver.messages.length).toBe(3);
  });

  await test.step("nothing serious is found, in light and dark, and nothing is wider than a phone", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      expect.soft(await grave(page), colorScheme).toEqual([]);
    }
    const beyond = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(beyond).toBeLessThanOrEqual(0);
  });

  await test.step("it goes once the question was answered", async () => {
    await card.getByRole("button", { name: /^Delete/ }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
    await expect(card).toHaveCount(0);
    await expect(section.getByRole("button", { name: "Add a webhook" })).toBeFocused();
  });
});
