/** Signing in by the pages of the user pool. */
import type { Page } from "@playwright/test";
import { expect } from "../harness";

const user = { name: process.env.AWS_USER ?? "", password: process.env.AWS_PASSWORD ?? "" };

export const signIn = (page: Page) => page.getByRole("button", { name: "Sign in" });
export const signOut = (page: Page) => page.getByRole("button", { name: "Sign out" });

/** Go to a page, and from there by the pages of the user pool back to it. */
export async function enter(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.getByText("Sign in to see your films")).toBeVisible();
  await signIn(page).click();
  await page.getByLabel("Username").fill(user.name);
  await page.getByLabel("Password").fill(user.password);
  await signIn(page).click();
  await expect(signOut(page)).toBeVisible();
}
