/** PUTs straight into the bucket. XMLHttpRequest, because fetch does not tell how much of a body has gone out. */

import { Trouble, troubleOf } from "@/lib/upload/trouble";

const STILL_MS = 60_000; // a line that moves nothing for this long is dead, whatever the system believes of it
const LOOK_MS = 10_000;

export interface Target {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Watch {
  readonly signal: AbortSignal;
  /** Is told how many bytes of the body have gone out. */
  readonly moved: (bytes: number) => void;
}

/** Send the body to a signed URL, once. Rejects with Trouble, or with the reason of the signal. */
export async function put(target: Target, body: Blob, { signal, moved }: Watch): Promise<void> {
  let gone = 0;
  const answer = await new Promise<XMLHttpRequest | null>((resolve, reject) => {
    const request = new XMLHttpRequest();
    const stop = () => {
      request.abort();
      reject(signal.reason as Error);
    };
    const dead = () => {
      request.abort();
      settle(null);
    };
    let still = setTimeout(dead, STILL_MS);
    const settle = (answered: XMLHttpRequest | null) => {
      clearTimeout(still);
      signal.removeEventListener("abort", stop);
      resolve(answered);
    };
    request.open("PUT", target.url);
    for (const [name, value] of Object.entries(target.headers)) request.setRequestHeader(name, value);
    request.upload.addEventListener("progress", ({ loaded }) => {
      clearTimeout(still);
      still = setTimeout(dead, STILL_MS);
      gone = loaded;
      moved(loaded);
    });
    request.addEventListener("load", () => {
      settle(request);
    });
    request.addEventListener("error", () => {
      settle(null);
    });
    signal.addEventListener("abort", stop);
    if (signal.aborted) stop();
    else request.send(body);
  });
  signal.throwIfAborted();
  const trouble =
    answer === null ? await silence(target.url, body, gone) : troubleOf(answer.status, answer.responseText);
  if (trouble !== null) throw trouble;
}

/**
 * Why there was no answer. Browsers hide it from scripts, so that each thing it may be is looked at.
 *
 * A storage that can be reached, and yet got not one byte, refused the preflight; one that got all of them and answered
 * nothing that may be read sends answers without CORS headers. Both look like this once when a server restarts, too.
 */
async function silence(url: string, body: Blob, gone: number): Promise<Trouble> {
  if (!navigator.onLine) return new Trouble("offline");
  if (!(await readable(body))) return new Trouble("file_unreadable");
  const { origin, protocol } = new URL(url);
  if (location.protocol === "https:" && protocol === "http:") return new Trouble("insecure_storage", origin);
  if (!(await reachable(origin))) return new Trouble("storage_unreachable", origin);
  if (gone === 0) return new Trouble("origin_refused", origin);
  return new Trouble(gone < body.size ? "line_cut" : "answer_hidden", origin);
}

/** Whether something answers there. What it says stays hidden, but that it says something does not. */
async function reachable(origin: string): Promise<boolean> {
  try {
    await fetch(origin, { method: "HEAD", mode: "no-cors", cache: "no-store", signal: AbortSignal.timeout(LOOK_MS) });
    return true;
  } catch {
    return false;
  }
}

/** Whether the file is still what it was when it was chosen; browsers do not read one that changed. */
async function readable(body: Blob): Promise<boolean> {
  try {
    await body.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}
