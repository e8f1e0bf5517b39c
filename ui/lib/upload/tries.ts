/** Which failures are waited out, and when one is believed that may have been a restart. */

import { ApiProblem } from "@/lib/api/problem";
import { Trouble, type TroubleCode } from "@/lib/upload/trouble";

/**
 * What looks lasting once and is not, and how often in a row it is believed to pass: a URL that expired on its way, a byte that was
 * changed on it, and what a storage that comes back in the middle of a look seems to do (lib/api/bucket.ts).
 */
const DOUBTED: Partial<Record<TroubleCode, number>> = {
  url_refused: 1,
  bytes_changed: 1,
  origin_refused: 2,
  answer_hidden: 4,
};

/** The code of a failure that has one: of the storage, or of the API. */
export function codeOf(reason: unknown): string | null {
  return reason instanceof Trouble || reason instanceof ApiProblem ? reason.code : null;
}

/** Whether trying again may help. */
export function passes(reason: unknown): reason is Trouble | ApiProblem {
  if (reason instanceof Trouble) return reason.passes;
  return reason instanceof ApiProblem && reason.isPassing;
}

/** What is told of passing trouble: whoever has no network hears that, not which of our servers could not be reached. */
export function asTold(trouble: Trouble | ApiProblem): Trouble | ApiProblem {
  const isAway = trouble instanceof ApiProblem && trouble.status === 0;
  return isAway && !navigator.onLine ? new Trouble("offline") : trouble;
}

/** The tries of one part, since it last got through. */
export class Tries {
  #count = 0;
  #code: string | null = null;
  #alike = 0;

  get count(): number {
    return this.#count;
  }

  /** The refusal of a dead URL may get lost with the connection that it closes; so a second cut counts as one, too. */
  get wantsFreshUrl(): boolean {
    return this.#code === "url_refused" || this.#code === "bytes_changed" || this.#count > 1;
  }

  /** Take in why a try failed; gives it back if it is worth another one. Throws what lasts, and when the work was stopped. */
  failed(reason: unknown, signal: AbortSignal): Trouble | ApiProblem {
    signal.throwIfAborted();
    const code = codeOf(reason);
    this.#count += 1;
    this.#alike = code === this.#code ? this.#alike + 1 : 1;
    this.#code = code;
    if (passes(reason)) return reason;
    if (reason instanceof Trouble && this.#alike <= (DOUBTED[reason.code] ?? 0)) return reason;
    throw reason;
  }
}
