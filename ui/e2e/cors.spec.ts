/**
 * Pages of other origins, in two engines: who may call the API and put into the bucket, who is kept out before a byte moves.
 * Each request here is one that a browser asks leave for first (a preflight).
 */
import { expect, stack, test } from "./harness";
import { engines, type Engine } from "./harness/engines";
import { emptyPage, type Origin } from "./harness/origin";
import type { Order } from "./harness/api";

const TEXT = "Dear editor,\n\nthe film follows by post.\n"; // rejected once it is there, at little cost

/** What a script in a tab is told of a request: its status and ETag, or that the browser would not let it have the answer. */
type Met = { status: number; etag: string | null } | "blocked";

/** Runs in the tab: put a text where a signed URL leads. */
async function put({ order, text }: { order: Order; text: string }): Promise<Met> {
  try {
    const answer = await fetch(order.upload.url, {
      method: "PUT",
      headers: order.upload.headers,
      body: text,
    });
    return { status: answer.status, etag: answer.headers.get("etag") };
  } catch {
    return "blocked";
  }
}

/** Runs in the tab: ask the API for something by JSON, which needs leave from another origin. */
async function post({ url, body }: { url: string; body: unknown }): Promise<Met> {
  try {
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
    return { status: answer.status, etag: null };
  } catch {
    return "blocked";
  }
}

test.skip(stack.otherOrigin === "", "the stack was not started with another origin in ALLOWED_ORIGINS");

for (const [name, launched] of Object.entries(engines)) {
  test.describe(`in ${name}`, () => {
    let tab: Engine;
    let other: Origin;
    let third: Origin;

    test.beforeAll(async () => {
      [tab, other, third] = await Promise.all([
        launched(),
        emptyPage(Number(new URL(stack.otherOrigin).port)),
        emptyPage(),
      ]);
    });

    test.afterAll(async () => {
      await tab.close();
      other.close();
      third.close();
    });

    const local = stack.page.replace("127.0.0.1", "localhost");
    const welcome: { who: string; origin: () => string; api: string }[] = [
      { who: "the page", origin: () => stack.page, api: `${stack.page}/api` },
      { who: "the page under the machine's other name", origin: () => local, api: `${local}/api` },
      { who: "another page that was allowed", origin: () => other.url, api: stack.api },
    ];
    for (const { who, origin, api: itsApi } of welcome) {
      test(`${who} may put into the bucket, reads the ETag, and may call the API`, async ({ api }) => {
        const order = await api.order("letter.mp4", TEXT.length);
        await tab.open(`${origin()}/`);

        const sent = await tab.run(put, { order, text: TEXT });
        const completed = await tab.run(post, { url: `${itsApi}/upload/${order.job_id}/complete/`, body: {} });

        expect(sent).toEqual({ status: 200, etag: expect.stringMatching(/^"[0-9a-f]{32}"$/) as unknown as string });
        expect(completed).toEqual({ status: 200, etag: null });
        expect((await api.ended(order.job_id)).status).toBe("rejected");
      });
    }

    test("a third page is refused by the bucket before a byte moves, and by the API before anything is done", async ({
      api,
    }) => {
      const order = await api.order("letter.mp4", TEXT.length);
      await tab.open(third.url);

      expect(await tab.run(put, { order, text: TEXT })).toBe("blocked");
      expect(await tab.run(post, { url: `${stack.api}/upload/${order.job_id}/complete/`, body: {} })).toBe("blocked");

      const asked = await api.ask("POST", `/upload/${order.job_id}/complete/`);
      expect(((await asked.json()) as { error: { code: string } }).error.code).toBe("upload_incomplete");
      await api.told("DELETE", `/upload/${order.job_id}/`);
    });
  });
}
