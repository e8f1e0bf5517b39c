/**
 * What every spec begins with: `import { expect, test } from "./harness";`
 *
 *     api     the API beside the page (api.ts)           clips   films and other files, made when asked for (clips.ts)
 *     page    Playwright's own, in Chromium              stack   addresses and programs (stack.ts)
 *
 * An error that the page did not catch, a script or a request that its policy refused, and a style sheet that was fetched ahead
 * and not used, fail the test that met them.
 */
import { test as base } from "@playwright/test";
import { Api } from "./api";
import { Clips } from "./clips";

export { expect } from "@playwright/test";
export { stack } from "./stack";
export type { Job } from "./api";

interface Things {
  api: Api;
}

export const test = base.extend<Things, { clips: Clips }>({
  api: async ({}, provide) => {
    await provide(new Api());
  },
  clips: [
    async ({}, provide) => {
      const clips = await Clips.make();
      await provide(clips);
      await clips.clear();
    },
    { scope: "worker" },
  ],
  page: async ({ page }, provide) => {
    const wrong: string[] = [];
    page.on("pageerror", (error) => wrong.push(String(error)));
    page.on("console", (message) => {
      if (/Content Security Policy|\.css was preloaded/u.test(message.text())) wrong.push(message.text());
    });
    await provide(page);
    if (wrong.length > 0) throw new Error(`The page met what it did not catch:\n${wrong.join("\n")}`);
  },
});
