/**
 * One file on its way into the bucket.
 *
 * begun before?   the receipt names the job; the bucket says which parts it has, and only the others are sent; a small file
 *                 goes anew, for the same job
 * else            a new job; one PUT for a small file, parts for a large one, several at a time
 * in the end      the API checks the sum and queues the job
 *
 * ETags are not collected: the API lists the parts itself when it joins them. So a storage that hides them from pages, on
 * which browser uploads elsewhere founder, does no harm here.
 */

import type { Target, Watch } from "@/lib/api/bucket";
import type { Job } from "@/lib/api/jobs";
import type { Order, UploadApi, Wish } from "@/lib/api/uploads";
import { crc32 } from "@/lib/upload/crc32";
import type { Film } from "@/lib/upload/film";
import type { Lanes } from "@/lib/upload/lanes";
import { Parts, type StoredPart } from "@/lib/upload/parts";
import { delayMs, rest } from "@/lib/upload/patience";
import type { Receipt, Receipts } from "@/lib/upload/receipts";
import { isNotAll, standing } from "@/lib/upload/standing";
import { OnePut, type Sign, Signatures, type SignedParts, type Targets } from "@/lib/upload/targets";
import { asTold, codeOf, passes, Tries } from "@/lib/upload/tries";

/** What transfers share. */
export interface Means {
  readonly api: UploadApi;
  readonly put: (target: Target, body: Blob, watch: Watch) => Promise<void>;
  readonly lanes: Lanes;
  readonly receipts: Receipts;
}

/** Is told how it goes. */
export interface Tell {
  /** The job of the upload is known to the server. */
  declared(receipt: Receipt): void;
  /** Bytes begin to go, and so many were in the bucket before. */
  began(there: number): void;
  /** So many bytes have gone out, with those that were there before. */
  sent(bytes: number): void;
  /** Something is in the way and waited out; null: it goes on. */
  troubled(trouble: Error | null): void;
  /** All bytes are there; the server joins them. */
  finishing(): void;
}

const SINGLE_BELOW = 16 * 1024 * 1024; // bytes of a file that comes in one PUT; of a larger one each part has a checksum
const ROUNDS = 3; // of sending what the API misses; even a second one is rare

export class Transfer {
  readonly #flying = new Map<number, number>();
  #there = 0;
  #receipt: Receipt | null = null;

  constructor(
    private readonly film: Film,
    private readonly wish: Wish,
    private readonly means: Means,
    private readonly tell: Tell,
  ) {}

  /** The job of the upload, once the server knows it. */
  get job_id(): string | null {
    return this.#receipt?.job_id ?? null;
  }

  /**
   * Bring the file into the bucket and queue its job. Rejects with the reason of `signal`, with Trouble that lasts, or with
   * what the API refuses; called again after that, it goes on with what is missing.
   */
  async run(signal: AbortSignal): Promise<Job> {
    const job = await this.#lookAndSend(signal);
    this.means.receipts.forget(job.job_id);
    return job;
  }

  // ------------------------------------------------------------ three ways to begin

  async #lookAndSend(signal: AbortSignal): Promise<Job> {
    const receipt = this.#receipt ?? this.means.receipts.of(this.film.file);
    if (receipt === null) return this.#begin(null, signal);
    const stands = await this.#insist(() => standing(receipt, this.means.api), signal);
    if (stands !== null && !Array.isArray(stands)) return stands;
    if (stands === null) return this.#begin(receipt, signal);
    if (receipt.part_size === null) {
      this.#keep(receipt);
      return this.#inOne(receipt.job_id, null, signal);
    }
    return this.#goOn(receipt, new Parts(receipt.size, receipt.part_size), stands, signal);
  }

  async #goOn(receipt: Receipt, parts: Parts, stored: readonly StoredPart[], signal: AbortSignal): Promise<Job> {
    this.#keep(receipt);
    return this.#finish(receipt.job_id, parts, parts.missing(stored), this.#signatures(receipt.job_id, parts), signal);
  }

  /** Declare the file and send all of it. What an earlier upload left is of no use any more. */
  async #begin(left: Receipt | null, signal: AbortSignal): Promise<Job> {
    if (left !== null) await this.#drop(left.job_id);
    const order = await this.#declare(signal);
    if (order.method === "single") return this.#inOne(order.job_id, order.upload, signal);
    const parts = new Parts(this.film.file.size, order.upload.part_size);
    const targets = this.#signatures(order.job_id, parts, order.upload);
    return this.#finish(order.job_id, parts, parts.missing([]), targets, signal);
  }

  /** Each part is signed with its checksum: the storage refuses other bytes than were read. */
  #signatures(job_id: string, parts: Parts, first: SignedParts | null = null): Signatures {
    const sign: Sign = (numbers, checksums) => this.means.api.sign(job_id, numbers, checksums);
    return new Signatures(sign, (number) => crc32(parts.slice(this.film.file, number)), first);
  }

  /** Send all of it at once, to `first` or to an address that is asked for. */
  #inOne(job_id: string, first: Target | null, signal: AbortSignal): Promise<Job> {
    const parts = new Parts(this.film.file.size, this.film.file.size);
    return this.#finish(job_id, parts, [1], new OnePut(first, () => this.means.api.signPut(job_id)), signal);
  }

  async #declare(signal: AbortSignal): Promise<Order> {
    const { file } = this.film;
    const checksum = file.size < SINGLE_BELOW ? await crc32(file) : null;
    const order = await this.#insist(() => this.means.api.start(this.film, this.wish, checksum), signal);
    const { name, size, lastModified } = this.film.file;
    this.#keep({
      job_id: order.job_id,
      name,
      size,
      lastModified,
      path: this.film.path,
      profile: this.wish.profile,
      part_size: order.method === "multipart" ? order.upload.part_size : null,
      begun_at: Date.now(),
    });
    signal.throwIfAborted();
    return order;
  }

  #keep(receipt: Receipt): void {
    this.#receipt = receipt;
    this.means.receipts.keep(receipt);
    this.tell.declared(receipt);
  }

  async #drop(job_id: string): Promise<void> {
    this.#receipt = null;
    this.means.receipts.forget(job_id);
    await this.means.api.abort(job_id).catch((refused: unknown) => {
      if (codeOf(refused) === null) throw refused; // else it is gone already, or expires by itself
    });
  }

  // ------------------------------------------------------------ sending

  async #finish(
    job_id: string,
    parts: Parts,
    missing: readonly number[],
    targets: Targets,
    signal: AbortSignal,
  ): Promise<Job> {
    const { api } = this.means;
    for (let round = 1; ; round += 1) {
      this.#there = parts.fileSize - parts.sum(missing);
      this.tell.began(this.#there);
      await this.#send(parts, missing, targets, signal);
      this.tell.finishing();
      try {
        return await this.#insist(() => api.complete(job_id), signal);
      } catch (refused) {
        if (round === ROUNDS || parts.count === 1 || !isNotAll(refused)) throw refused;
      }
      missing = parts.missing(await this.#insist(() => api.stored(job_id), signal));
    }
  }

  /** Send these parts, as many at a time as there are lanes. The first that fails stops the others. */
  async #send(parts: Parts, numbers: readonly number[], targets: Targets, signal: AbortSignal): Promise<void> {
    const waiting = [...numbers];
    const failed = new AbortController();
    const either = AbortSignal.any([signal, failed.signal]);
    const streams = Array.from({ length: Math.min(this.means.lanes.limit, waiting.length) }, async () => {
      for (let number = waiting.shift(); number !== undefined; number = waiting.shift()) {
        await this.#deliver(parts, number, targets, waiting, either);
      }
    });
    try {
      await Promise.all(streams);
    } catch (reason) {
      failed.abort();
      await Promise.allSettled(streams);
      throw reason;
    } finally {
      this.#flying.clear();
      this.#report(); // what did not arrive is not there
    }
  }

  /** Send a part until it is there. */
  async #deliver(
    parts: Parts,
    number: number,
    targets: Targets,
    following: readonly number[],
    signal: AbortSignal,
  ): Promise<void> {
    const { lanes, put } = this.means;
    const tries = new Tries();
    const moved = (bytes: number) => {
      this.#flying.set(number, Math.min(bytes, parts.size(number)));
      this.#report();
    };
    for (;;) {
      try {
        await lanes.run(async () => {
          const target = await targets.target(number, following);
          await put(target, parts.slice(this.film.file, number), { signal, moved });
        }, signal);
      } catch (reason) {
        this.#flying.delete(number);
        const failure = tries.failed(reason, signal);
        if (tries.wantsFreshUrl) targets.discard(number);
        this.tell.troubled(asTold(failure));
        await rest(delayMs(tries.count), signal);
        continue;
      }
      this.#flying.delete(number);
      this.#there += parts.size(number);
      this.tell.troubled(null);
      this.#report();
      return;
    }
  }

  #report(): void {
    this.tell.sent(this.#there + [...this.#flying.values()].reduce((sum, bytes) => sum + bytes, 0));
  }

  // ------------------------------------------------------------ the API

  /** Call until it gets through. Rejects with what is not passing trouble. */
  async #insist<T>(call: () => Promise<T>, signal: AbortSignal): Promise<T> {
    for (let count = 1; ; count += 1) {
      signal.throwIfAborted();
      try {
        const answer = await call();
        this.tell.troubled(null);
        return answer;
      } catch (reason) {
        if (!passes(reason)) throw reason;
        this.tell.troubled(asTold(reason));
      }
      await rest(delayMs(count), signal);
    }
  }
}
