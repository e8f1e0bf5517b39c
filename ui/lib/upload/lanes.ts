/** The lanes to the bucket, shared by all uploads: so many requests at a time, first come, first served. */

interface Waiting {
  start: () => void;
}

export class Lanes {
  #taken = 0;
  readonly #queue: Waiting[] = [];

  /** Is called when a lane was left that nobody waits for. */
  onSpare: () => void = () => undefined;

  constructor(readonly limit: number) {}

  /** Lanes that nobody uses or waits for; negative while some wait. */
  get spare(): number {
    return this.limit - this.#taken - this.#queue.length;
  }

  /** Do the task as soon as a lane is free. Rejects with the reason of `signal` if that ends the wait. */
  async run<T>(task: () => Promise<T>, signal: AbortSignal): Promise<T> {
    await this.#turn(signal);
    try {
      return await task();
    } finally {
      this.#taken -= 1;
      const next = this.#queue.shift();
      if (next === undefined) this.onSpare();
      else next.start();
    }
  }

  async #turn(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#taken >= this.limit) {
      await new Promise<void>((resolve, reject) => {
        const leave = () => {
          this.#queue.splice(this.#queue.indexOf(waiting), 1);
          reject(signal.reason as Error);
        };
        const waiting = {
          start: () => {
            signal.removeEventListener("abort", leave);
            this.#taken += 1; // at once: who comes before the awaiting one goes on must not slip in
            resolve();
          },
        };
        signal.addEventListener("abort", leave, { once: true });
        this.#queue.push(waiting);
      });
    } else {
      this.#taken += 1;
    }
  }
}
