/**
 * The page as AWS serves it, in an AWS on this machine: tests/acceptance/test_aws_page.py makes that, and runs this.
 *
 * AWS_PAGE is the page's address there, AWS_PAGE_REGION its region, AWS_AT the host and port that answer in place of every name of AWS.
 */
import { defineConfig } from "@playwright/test";
import { stack } from "./e2e/harness/stack";
import e2e from "./playwright.config";

const at = process.env.AWS_AT ?? "127.0.0.1:4566";
const names = ["*.cloudfront.net:443", "*.amazonaws.com:443", "*.amazoncognito.com:443"].map(
  (name) => `MAP ${name} ${at}`,
);

export default defineConfig(e2e, {
  testDir: "e2e/aws",
  testMatch: ["sign-in.ts", "films.ts"],
  use: {
    baseURL: process.env.AWS_PAGE ?? "",
    ignoreHTTPSErrors: true,
    launchOptions: {
      executablePath: stack.chromium,
      args: ["--no-sandbox", "--disable-gpu", `--host-resolver-rules=${names.join(",")}`],
    },
  },
});
