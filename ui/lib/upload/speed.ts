/** How fast bytes go, and when they will all be there. */

const WINDOW_MS = 6_000; // parts go out in bursts; a shorter window makes the figure jump, a longer one makes it late
const TOO_SHORT_MS = 500;

interface Sample {
  readonly at: number;
  readonly bytes: number;
}

export class Speed {
  #samples: readonly Sample[] = [];

  /** Note that `bytes` have gone out in all, at the time `at` in milliseconds. A smaller number begins anew. */
  note(bytes: number, at: number): void {
    const last = this.#samples.at(-1);
    const kept = last !== undefined && bytes < last.bytes ? [] : this.#samples;
    const from = kept.findLastIndex((sample) => sample.at <= at - WINDOW_MS); // one older sample spans the whole window
    this.#samples = [...kept.slice(Math.max(from, 0)), { at, bytes }];
  }

  /** Forget what was: after a pause, the time of the pause does not count. */
  reset(): void {
    this.#samples = [];
  }

  /** Bytes a second over the last seconds; null while that cannot be told yet. */
  get rate(): number | null {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)];
    if (first === undefined || last === undefined || last.at - first.at < TOO_SHORT_MS) return null;
    return ((last.bytes - first.bytes) / (last.at - first.at)) * 1000;
  }
}

/** Seconds until `left` bytes are there; null when the rate does not tell. */
export function etaSeconds(left: number, rate: number | null): number | null {
  return rate === null || rate <= 0 ? null : left / rate;
}
