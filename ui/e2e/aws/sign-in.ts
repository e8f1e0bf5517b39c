/** The page behind CloudFront, whose API lets in only those who have signed in. */
import { expect, test } from "../harness";
import { enter, signIn, signOut } from "./entering";

const HOUR_MS = 3_600_000;

test("whoever signs in is back where they were, and stays signed in when the page is loaded anew", async ({ page }) => {
  await enter(page, "/settings/");

  await expect(page).toHaveURL(/\/settings\/$/); // without the code, which would be of use to nobody else either
  await page.reload();
  await expect(signOut(page)).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
});

test("a token that ends is renewed without a word", async ({ page }) => {
  await page.clock.install();
  await enter(page, "/hosts/");
  const renewed = page.waitForResponse((answer) => answer.url().endsWith("/oauth2/token") && answer.ok());

  await page.clock.fastForward(HOUR_MS - 30_000);

  expect((await renewed).request().postData()).toContain("grant_type=refresh_token");
  await expect(signOut(page)).toBeVisible();
});

test("when it cannot be renewed the page says that one has to sign in again, and leaves what it shows", async ({
  page,
}) => {
  await page.clock.install();
  await enter(page, "/settings/");
  await page.route(/\/oauth2\/token$/, async (route) =>
    route.fulfill({ status: 400, json: { error: "invalid_grant" }, headers: { "Access-Control-Allow-Origin": "*" } }),
  );

  await page.clock.fastForward(HOUR_MS + 1000);
  await page.getByRole("link", { name: "Hosts" }).click();

  await expect(page.getByRole("alert").filter({ hasText: "You have to sign in again." })).toBeVisible();
  await expect(signIn(page)).toBeVisible();
});

test("who signs out has to sign in", async ({ page }) => {
  await enter(page, "/");

  await signOut(page).click();

  await expect(page.getByText("Sign in to see your films")).toBeVisible();
  await page.reload();
  await expect(signIn(page)).toBeVisible();
});
