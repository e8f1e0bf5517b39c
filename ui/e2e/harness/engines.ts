/** Two browser engines under one handle: Playwright's Chromium, and Debian's own Firefox, driven over WebDriver BiDi. */
import { chromium } from "@playwright/test";
import { launch } from "puppeteer-core";
import { stack } from "./stack";

/** A browser with one tab. What is run in the tab must not use anything from around it. */
export interface Engine {
  open: (url: string) => Promise<void>;
  run: <A, R>(what: (given: A) => Promise<R>, given: A) => Promise<R>;
  close: () => Promise<void>;
}

export const engines: Record<string, () => Promise<Engine>> = { chromium: inChromium, firefox: inFirefox };

async function inChromium(): Promise<Engine> {
  const browser = await chromium.launch({
    executablePath: stack.chromium,
    args: ["--no-sandbox", "--disable-gpu"],
  });
  const page = await browser.newPage();
  return {
    open: async (url) => {
      await page.goto(url);
    },
    run: async <A, R>(what: (given: A) => Promise<R>, given: A): Promise<R> =>
      page.evaluate(what as never, given as never),
    close: async () => browser.close(),
  };
}

async function inFirefox(): Promise<Engine> {
  const browser = await launch({ browser: "firefox", executablePath: stack.firefox, headless: true });
  const page = await browser.newPage();
  return {
    open: async (url) => {
      await page.goto(url);
    },
    run: async <A, R>(what: (given: A) => Promise<R>, given: A): Promise<R> => page.evaluate(what as never, given),
    close: async () => browser.close(),
  };
}
