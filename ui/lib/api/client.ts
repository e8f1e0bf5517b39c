/**
 * Every request of the page to its API, which is on the same origin under /api.
 *
 * GETs remember what they were answered, by ETag: an answer that did not change costs neither its transfer nor its parsing, and
 * is the very same object again, so that nothing is drawn anew. Whatever goes wrong is thrown as ApiProblem.
 */
import { ApiProblem, problemOf, signInProblem, unreachable } from "@/lib/api/problem";
import { isClosed, refused, type SignIn, token } from "@/lib/session/session";

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
  const { answer, sent } = await reach(path, init);
  if (answer.ok || answer.status === 304) return answer;
  if (answer.status === 401 && (await refused(sent, whereToSignIn))) throw signInProblem();
  throw problemOf(answer, await answer.text());
}

/** Ask, as whoever is signed in; the answer, and the token that was sent. */
async function reach(path: string, init: RequestInit): Promise<{ answer: Response; sent: string | null }> {
  try {
    const sent = await token();
    if (isClosed()) throw signInProblem();
    if (sent === null) return { answer: await fetch(`${API}${path}`, init), sent };
    const headers = new Headers(init.headers);
    headers.set("Authorization", `Bearer ${sent}`);
    return { answer: await fetch(`${API}${path}`, { ...init, headers }), sent };
  } catch (reason) {
    if (init.signal?.aborted || reason instanceof ApiProblem) throw reason; // whoever asked went away; or it was not sent
    throw unreachable(reason);
  }
}

/** Where users sign in, which the API tells everybody. */
async function whereToSignIn(): Promise<SignIn> {
  const answer = await fetch(`${API}/sign-in/`).catch((reason: unknown) => {
    throw unreachable(reason);
  });
  if (!answer.ok) throw problemOf(answer, await answer.text());
  return (await json(answer)) as SignIn;
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
