/** Watching does not cost uploads: the bytes go their own way, and no question of the lists waits for them. */
import type { Request } from "@playwright/test";
import { expect, stack, test } from "./harness";

const MIB = 1024 ** 2;

/** What the tabs did, in order: a part or a question was sent, or answered. */
interface Event {
  what: "part" | "question";
  answered: boolean;
  id: number;
}

test("an upload goes straight to the bucket, and the lists are answered while it runs", async ({
  api,
  clips,
  context,
  page,
}) => {
  const running = await api.upload(await clips.film({ name: "running.mp4", seconds: 20, size: "1280x720" }));
  const path = await clips.bulk(64);
  const hosts = await context.newPage();
  await Promise.all([hosts.goto("/hosts/"), page.goto("/")]);
  const slowed = await context.newCDPSession(page);
  await slowed.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: 8 * MIB, // a second: long enough for questions in between, wherever this runs
  });
  const events: Event[] = [];
  const sentThroughTheApi: number[] = [];
  const ids = new Map<unknown, number>();
  const note = (request: Request, answered: boolean): void => {
    const url = new URL(request.url());
    const toTheApi = url.origin === new URL(stack.page).origin;
    if (!ids.has(request)) ids.set(request, ids.size);
    const id = ids.get(request) ?? -1;
    if (toTheApi) sentThroughTheApi.push(request.postDataBuffer()?.length ?? 0);
    if (!toTheApi && request.method() === "PUT") events.push({ what: "part", answered, id });
    if (toTheApi && /\/api\/(jobs|system_load)\//.test(url.pathname)) events.push({ what: "question", answered, id });
  };
  for (const tab of [page, hosts]) {
    tab.on("request", (request) => note(request, false));
    tab.on("requestfinished", (request) => note(request, true));
  }

  const completed = page.waitForResponse(/\/upload\/[0-9a-f]+\/complete\/$/);
  await page.getByTestId("choose-files").setInputFiles(path);
  const job = (await (await completed).json()) as { job_id: string };

  const parts = events.filter((each) => each.what === "part");
  expect(new Set(parts.map((each) => each.id)).size, "eight parts of 8 MiB").toBe(8);
  expect(Math.max(...sentThroughTheApi), "the API is sent words alone").toBeLessThan(MIB);
  const first = events.findIndex((each) => each.what === "part");
  const last = events.findLastIndex((each) => each.what === "part" && each.answered);
  const meanwhile = events.slice(first, last).filter((each) => each.what === "question");
  const sent = new Set(meanwhile.filter((each) => !each.answered).map((each) => each.id));
  const answered = meanwhile.filter((each) => each.answered && sent.has(each.id));
  expect(answered.length, "questions sent and answered between the first part and the last").toBeGreaterThan(1);

  expect((await api.ended(job.job_id)).status).toBe("rejected");
  await api.ask("POST", `/jobs/${running}/cancel/`);
});
