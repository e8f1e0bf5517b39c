/** Where parts go: the signed URLs of an upload. */

import type { Target } from "@/lib/api/bucket";

export interface Targets {
  /** Where part `number` goes; the `following` ones are going to be asked for next. Rejects with what the API refuses. */
  target: (number: number, following: readonly number[]) => Promise<Target>;
  /** Use what was given for this part no more, if there can be something else. */
  discard: (number: number) => void;
}

/** The one PUT of a small file: the address that was given first, if any, and another when that is refused. */
export class OnePut implements Targets {
  #to: Target | null;

  constructor(
    first: Target | null,
    private readonly sign: () => Promise<Target>,
  ) {
    this.#to = first;
  }

  async target(): Promise<Target> {
    return (this.#to ??= await this.sign());
  }

  discard(): void {
    this.#to = null;
  }
}

export interface SignedParts {
  readonly expires_at: string;
  readonly parts: readonly {
    readonly number: number;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
  }[];
}

/** Signs parts, each with its checksum; rejects with what the API refuses. */
export type Sign = (numbers: readonly number[], checksums: readonly string[]) => Promise<SignedParts>;

const SIGNED_AHEAD = 64; // parts a call; at 8 MiB half a GiB, which is sent before the URLs expire on most lines
const READ_MS = 50; // for the checksums of a call; what was read is sent out of the system's cache
const USED_LIFE = 0.9; // of a URL's life: a PUT that starts later might be refused

/** The URLs of an open multipart upload: used while they live, and asked for again, many at once, when they do not. */
export class Signatures implements Targets {
  readonly #kept = new Map<number, { readonly to: Target; readonly goodUntil: number }>();
  #turn: Promise<unknown> = Promise.resolve();

  /**
   * Begin with the URLs of `first`, if there are some. `checksum` gives that of a part; `now` is a clock, in milliseconds.
   */
  constructor(
    private readonly sign: Sign,
    private readonly checksum: (number: number) => Promise<string>,
    first: SignedParts | null = null,
    private readonly now: () => number = Date.now,
  ) {
    if (first !== null) this.#keep(first);
  }

  /** Callers take turns, so that all who wait for a signature get it from one call. */
  target(number: number, following: readonly number[]): Promise<Target> {
    const mine = this.#turn.then(() => this.#target(number, following));
    this.#turn = mine.catch(() => undefined); // its own caller is told
    return mine;
  }

  /** With this part's URL go all that were signed as early. */
  discard(number: number): void {
    const early = this.#kept.get(number)?.goodUntil ?? 0;
    for (const [other, { goodUntil }] of this.#kept) if (goodUntil <= early) this.#kept.delete(other);
  }

  async #target(number: number, following: readonly number[]): Promise<Target> {
    const kept = this.#kept.get(number);
    if (kept !== undefined && this.now() < kept.goodUntil) return kept.to;
    const wanted = [...new Set([number, ...following.slice(0, SIGNED_AHEAD - 1)])];
    const checksums = await this.#checksums(wanted);
    this.#keep(await this.sign(wanted.slice(0, checksums.length), checksums));
    const fresh = this.#kept.get(number);
    if (fresh === undefined) throw new Error(`Part ${String(number)} was asked for and not signed.`);
    return fresh.to;
  }

  /** Of the first of these, and of as many more as a moment is enough for: meanwhile the parts before are on their way. */
  async #checksums(numbers: readonly number[]): Promise<string[]> {
    const until = this.now() + READ_MS;
    const found: string[] = [];
    for (const number of numbers) {
      found.push(await this.checksum(number));
      if (this.now() >= until) break;
    }
    return found;
  }

  /** When this machine's clock is so far off that they seem dead already, they are used until the storage refuses them. */
  #keep({ expires_at, parts }: SignedParts): void {
    const life = new Date(expires_at).getTime() - this.now();
    const goodUntil = life > 0 ? this.now() + life * USED_LIFE : Infinity;
    for (const { number, url, headers } of parts) this.#kept.set(number, { to: { url, headers }, goodUntil });
  }
}
