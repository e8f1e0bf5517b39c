/**
 * What other tabs of this page have in hand, so that no two send the same.
 *
 * A tab locks the name of each of its uploads (Web Locks); the browser gives the locks up with the tab, however that ends. There are
 * none over plain HTTP from another machine; two tabs that send the same file there waste a line and harm nothing, as parts
 * with the same number have the same bytes.
 */

const PREFIX = "vts.upload.";

export class Tabs {
  readonly #held = new Map<string, () => void>();
  readonly #locks = (navigator as { locks?: LockManager }).locks;

  /** Lock these jobs for this tab, and no others. */
  hold(jobs: readonly string[]): void {
    const wanted = new Set(jobs);
    for (const [job, release] of this.#held) {
      if (wanted.has(job)) continue;
      this.#held.delete(job);
      release();
    }
    for (const job of wanted) {
      if (this.#held.has(job) || this.#locks === undefined) continue;
      const released = new Promise<void>((release) => this.#held.set(job, release));
      void this.#locks.request(PREFIX + job, () => released);
    }
  }

  /** The jobs that other tabs have locked. */
  async others(): Promise<ReadonlySet<string>> {
    const { held = [] } = (await this.#locks?.query()) ?? {};
    const names = held.flatMap(({ name }) => (name?.startsWith(PREFIX) ? [name.slice(PREFIX.length)] : []));
    return new Set(names.filter((job) => !this.#held.has(job)));
  }
}
