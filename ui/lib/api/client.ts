/**
 * Every request of the page to its API, which is on the same origin under /api.
 *
 * GETs remember what they were answered, by ETag: an answer that did not change costs neither its transfer nor its parsing, and
 * is the very same object again, so that nothing is drawn anew. Whatever goes wrong is thrown as ApiProblem.
 */
import { problemOf, unreachable } from "@/lib/api/problem";

/** Where the API is, seen from the page. */
export const API = "/api";

const REMEMBERED = 64; // answers; the oldest goes first

interface Remembered {
  readonly etag: string;
  readonly body: unknown;
}

const memory = new Map<string, Remembered>();

export interface Asked {
  readonly signal?: AbortSignal | undefined;
}

export interface Told extends Asked {
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** GET as JSON. `path` begins with a slash and ends with one, before the query. */
export async function get<T>(path: string, { signal }: Asked = {}): Promise<T> {
  const known = memory.get(path);
  const headers: Record<string, string> = known ? { "If-None-Match": known.etag } : {};
  const answer = await send(path, { method: "GET", headers, cache: "no-store", signal: signal ?? null });
  if (answer.status === 304 && known) return known.body as T;
  const body: unknown = await json(answer);
  const etag = answer.headers.get("etag");
  if (etag !== null) remember(path, { etag, body });
  return body as T;
}

/** GET as text. */
export async function text(path: string, { signal }: Asked = {}): Promise<string> {
  return (await send(path, { method: "GET", cache: "no-store", signal: signal ?? null })).text();
}

/** POST JSON; the JSON that is answered. */
export async function post<T>(path: string, { signal, body, headers }: Told = {}): Promise<T> {
  const typed = body === undefined ? headers : { ...headers, "Content-Type": "application/json" };
  const sent = body === undefined ? null : JSON.stringify(body);
  return (await json(
    await send(path, { method: "POST", headers: typed ?? {}, body: sent, signal: signal ?? null }),
  )) as T;
}

/** DELETE; nothing is answered. */
export async function remove(path: string, { signal }: Asked = {}): Promise<void> {
  await send(path, { method: "DELETE", signal: signal ?? null });
}

/** A path with its query; what is undefined, null or empty is left out. */
export function withQuery(path: string, query: Readonly<Record<string, string | number | null | undefined>>): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === null || value === "" ? [] : [[name, String(value)] as [string, string]],
  );
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`;
}

async function send(path: string, init: RequestInit): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(`${API}${path}`, init);
  } catch (reason) {
    if (init.signal?.aborted) throw reason; // whoever asked does not want to know any more
    throw unreachable(reason);
  }
  if (answer.ok || answer.status === 304) return answer;
  throw problemOf(answer, await answer.text());
}

async function json(answer: Response): Promise<unknown> {
  const body = await answer.text();
  try {
    return JSON.parse(body);
  } catch {
    throw problemOf(answer, body);
  }
}

function remember(path: string, answer: Remembered): void {
  memory.delete(path);
  memory.set(path, answer);
  const oldest = memory.keys().next();
  if (memory.size > REMEMBERED && !oldest.done) memory.delete(oldest.value);
}
