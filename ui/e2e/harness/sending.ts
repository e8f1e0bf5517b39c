/** Uploads as tests look at them: in the list of the page, and on the line. */
import { basename } from "node:path";
import type { Locator, Page, Request, Route } from "@playwright/test";
import { expect } from "@playwright/test";
import type { Api } from "./api";
import { stack } from "./stack";

const MIB = 1024 ** 2;

/** Open the page of the jobs, and wait until it listens: what is dropped on it before, the browser takes for itself. */
export async function open(page: Page): Promise<void> {
  await page.goto("/");
  await expect(page.getByText(/^A film may have .* and last .*\.$/)).toBeVisible();
}

/** Choose files as the system's dialogue would give them. */
export async function choose(page: Page, ...paths: string[]): Promise<void> {
  await page.getByTestId("choose-files").setInputFiles(paths);
}

/** An upload in the list of the page. */
export function row(page: Page, path: string): Locator {
  const list = page.getByRole("region", { name: "Upload" });
  return list.getByRole("listitem").filter({ hasText: basename(path) });
}

export function isPut(request: Request): boolean {
  return request.method() === "PUT" && new URL(request.url()).origin !== new URL(stack.page).origin;
}

/** The number of the part that a PUT into the bucket sends; 0 for a file that goes in one. */
export function partOf(request: Request): number {
  return Number(new URL(request.url()).searchParams.get("partNumber"));
}

/** The numbers of the parts that begin to be sent from now on. */
export function begun(page: Page): number[] {
  const numbers: number[] = [];
  page.on("request", (request) => isPut(request) && numbers.push(partOf(request)));
  return numbers;
}

/** The numbers of the parts that the storage acknowledges from now on. */
export function acknowledged(page: Page): number[] {
  const numbers: number[] = [];
  page.on(
    "response",
    (response) => isPut(response.request()) && response.ok() && numbers.push(partOf(response.request())),
  );
  return numbers;
}

/** The numbers of the parts that the bucket has of the newest upload of this name. */
export async function inBucket(api: Api, filename: string): Promise<number[]> {
  const { job_id } = await api.named(filename);
  const { parts } = await api.told<{ parts: { number: number }[] }>("GET", `/upload/${job_id}/parts/`);
  return parts.map(({ number }) => number);
}

/** Meet every PUT into the bucket as `meet` does; gives the end of that. */
export async function met(
  page: Page,
  meet: (route: Route, request: Request) => Promise<void>,
): Promise<() => Promise<void>> {
  const storage = (url: URL) => url.searchParams.has("X-Amz-Signature");
  const handler = (route: Route, request: Request) => (isPut(request) ? meet(route, request) : route.fallback());
  await page.route(storage, handler);
  return () => page.unroute(storage, handler);
}

/** Keep the parts from this number on from leaving; gives their release. */
export async function held(page: Page, from: number): Promise<() => Promise<void>> {
  let letGo: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (letGo = resolve));
  const end = await met(page, async (route, request) => {
    if (partOf(request) >= from) await released;
    await route.continue().catch(() => undefined); // the page has given it up meanwhile
  });
  return async () => {
    letGo();
    await end();
  };
}

/** Let the line of this tab carry so much from now on; 0: as much as it can. */
export async function lineOf(page: Page): Promise<(mibASecond: number) => Promise<void>> {
  const line = await page.context().newCDPSession(page);
  return async (mibASecond) => {
    const uploadThroughput = mibASecond === 0 ? -1 : mibASecond * MIB;
    const conditions = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput };
    await line.send("Network.emulateNetworkConditions", conditions);
  };
}
