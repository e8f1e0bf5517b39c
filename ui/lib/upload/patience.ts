/** Trying again: after a longer and longer while, with jitter; at once when the network comes back. */

const FIRST_MS = 400;
const LONGEST_MS = 15_000;

/**
 * The wait after the `tries`-th failure in a row: a random part of 400 ms x 2^tries, at most 15 s.
 *
 * Full jitter, after https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/, so that parts that were cut
 * together do not come back together.
 */
export function delayMs(tries: number, random: () => number = Math.random): number {
  return random() * Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(tries, 30));
}

/**
 * Wait so long, or until the network comes back. Being without one is no reason to wait on: a stack on this very machine
 * answers all the same. Rejects with the reason of `signal` if that ends the wait.
 */
export async function rest(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const ends = (settle: () => void) => () => {
      clearTimeout(timer);
      window.removeEventListener("online", back);
      signal.removeEventListener("abort", stopped);
      settle();
    };
    const back = ends(resolve);
    const stopped = ends(() => {
      reject(signal.reason as Error);
    });
    const timer = setTimeout(back, ms);
    window.addEventListener("online", back);
    signal.addEventListener("abort", stopped);
  });
}
