/** Pages to look at, with something on them: a film that became a proxy, and a file that was none. */
import type { Page } from "@playwright/test";
import type { Api } from "./api";
import type { Clips } from "./clips";

export interface Scene {
  readonly done: string;
  readonly rejected: string;
}

export interface Place {
  readonly name: string;
  readonly path: string;
  /** What the page shows once it has drawn what it asked for. */
  readonly ready: (page: Page) => Promise<void>;
}

export async function scene(api: Api, clips: Clips, name: string): Promise<Scene> {
  const [film, text] = await Promise.all([clips.film({ name: `${name}.mp4` }), clips.bulk(1, `${name} notes.mp4`)]);
  const [done, rejected] = [await api.upload(film), await api.upload(text)];
  await Promise.all([api.done(done), api.ended(rejected)]);
  return { done, rejected };
}

/** Every page there is. */
export function places(name: string, { done, rejected }: Scene): readonly Place[] {
  const heading = (page: Page, text: string | RegExp) =>
    page.getByRole("heading", { level: 1, name: text }).waitFor({ state: "visible" });
  return [
    {
      name: "jobs",
      path: "/",
      ready: async (page) => {
        await page.getByText(`${name}.mp4`).first().waitFor();
      },
    },
    {
      name: "a job that is done",
      path: `/job/?id=${done}`,
      ready: async (page) => {
        await heading(page, `${name}.mp4`);
        await page.locator("video").waitFor();
      },
    },
    {
      name: "a job that was rejected",
      path: `/job/?id=${rejected}`,
      ready: (page) => heading(page, `${name} notes.mp4`),
    },
    {
      name: "a job that there is not",
      path: "/job/?id=00000000000000000000000000000000",
      ready: (page) => page.getByText("job_not_found").waitFor(),
    },
    { name: "hosts", path: "/hosts/", ready: (page) => page.getByText("CPU").first().waitFor() },
    {
      name: "settings",
      path: "/settings/",
      ready: async (page) => {
        await page.getByRole("button", { name: "Add a webhook" }).waitFor();
      },
    },
    { name: "an address that leads nowhere", path: "/nowhere/", ready: (page) => heading(page, /no such page/) },
  ];
}
