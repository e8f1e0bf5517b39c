/**
 * The uploads of this page: what is checked, waits, is on its way, and what came of it.
 *
 * They start in the order in which they came. A large file has all lanes until its last parts are out, so that the first film
 * is there, and being transcoded, long before the last; small ones go side by side.
 */

import type { Job } from "@/lib/api/jobs";
import type { Wish } from "@/lib/api/uploads";
import { Board } from "@/lib/upload/board";
import { fingerprint, type Film } from "@/lib/upload/film";
import { canPause, isEnded, itemOf, leftItem, type Item } from "@/lib/upload/items";
import { Lanes } from "@/lib/upload/lanes";
import type { Receipt } from "@/lib/upload/receipts";
import { refusalOf, type Limits, type Refusal } from "@/lib/upload/refusal";
import { Run } from "@/lib/upload/run";
import { standing } from "@/lib/upload/standing";
import type { Means } from "@/lib/upload/transfer";
import { codeOf } from "@/lib/upload/tries";

const CHECKED_AT_ONCE = 4;
const NO_LIMITS: Limits = { max_upload_bytes: Infinity, max_duration_seconds: Infinity };

/** What the uploads need from around them. */
export interface House {
  readonly limits: () => Promise<Limits>;
  /** The jobs that other tabs are sending. */
  readonly elsewhere: () => Promise<ReadonlySet<string>>;
  /** A file is in the bucket, and this is its job. */
  readonly arrived: (job: Job) => void;
}

export class Uploads {
  readonly board = new Board();
  readonly #runs = new Map<string, Run>();
  readonly #looks = new Lanes(CHECKED_AT_ONCE);
  #ids = 0;
  #soon: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly means: Means,
    private readonly house: House,
  ) {
    means.lanes.onSpare = () => {
      this.#pump();
    };
  }

  /** The jobs whose files are in this page's hands and not yet in the bucket. */
  get inHand(): readonly string[] {
    return this.board.items.flatMap(({ stage, job_id }) =>
      stage === "left" || stage === "done" || job_id === null ? [] : [job_id],
    );
  }

  /** Show what was begun before this page was loaded and is still open, except what other tabs are sending. */
  async restore(): Promise<void> {
    const shown = new Set([...(await this.house.elsewhere()), ...this.inHand]);
    const left = this.means.receipts.all().filter(({ job_id }) => !shown.has(job_id));
    const items = await Promise.all(left.map((receipt) => this.#left(receipt)));
    for (const item of items) if (item !== null) this.board.put(item);
  }

  /** Check these and send them. What is in the list already is not taken twice; what was left there or has failed goes on. */
  async add(films: readonly Film[], wish: Wish): Promise<void> {
    const fresh: string[] = [];
    for (const film of films) {
      const known = this.#known(film);
      if (known !== undefined && known.stage !== "left" && known.stage !== "failed") continue;
      const id = known?.id ?? this.#newId();
      const item = itemOf(id, film, known?.wish ?? wish, known?.job_id ?? null);
      const begun = () => {
        this.#pump();
      };
      this.board.put(item);
      this.#runs.set(id, new Run(id, film, item.wish, this.means, this.board, begun));
      fresh.push(id);
    }
    await this.#check(fresh);
  }

  /** Go on with one that was left, if this is its file. */
  async give(id: string, film: Film, wish: Wish): Promise<void> {
    const item = this.board.get(id);
    if (item === undefined) return;
    if (fingerprint(item) === fingerprint(film.file)) await this.add([film], wish);
    else this.board.patch(id, { refusal: { code: "another_file" } });
  }

  pause(id: string): void {
    const item = this.board.get(id);
    if (item === undefined || !canPause(item)) return;
    this.board.patch(id, { stage: "paused", rate: null, trouble: null });
    this.#runs.get(id)?.stop.abort();
    this.#pump();
  }

  /** Go on with what was paused or has failed; look again at what was refused, as limits may have been changed. */
  async resume(id: string): Promise<void> {
    await this.#runs.get(id)?.going;
    const stage = this.board.get(id)?.stage;
    if (stage === "refused") {
      this.board.patch(id, { stage: "checking", refusal: null });
      await this.#check([id]);
    } else if (stage === "paused" || stage === "failed") {
      this.board.patch(id, { stage: "waiting", trouble: null });
      this.#pump();
    }
  }

  /** Give it up: its parts are thrown away, its job is cancelled. What is in the bucket already only leaves the list. */
  async cancel(id: string): Promise<void> {
    const [item, run] = [this.board.get(id), this.#runs.get(id)];
    this.board.remove(id);
    this.#runs.delete(id);
    run?.stop.abort();
    await run?.going;
    const job_id = run?.transfer.job_id ?? item?.job_id ?? null;
    if (job_id === null || item?.stage === "done") return;
    this.means.receipts.forget(job_id);
    await this.means.api.abort(job_id).catch((refused: unknown) => {
      if (codeOf(refused) === null) throw refused; // else it has ended already, or expires by itself
    });
  }

  pauseAll(): void {
    for (const { id } of this.board.items) this.pause(id);
  }

  async resumeAll(): Promise<void> {
    const stopped = this.board.items.filter(({ stage }) => stage === "paused" || stage === "failed");
    await Promise.all(stopped.map(({ id }) => this.resume(id)));
  }

  /** Clear away what nothing more comes of. */
  clear(): void {
    for (const { id } of this.board.items.filter(isEnded)) {
      this.board.remove(id);
      this.#runs.delete(id);
    }
  }

  // ------------------------------------------------------------ how it goes

  async #check(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const [limits, elsewhere] = [this.#limits(), this.house.elsewhere()];
    const look = async (id: string) => {
      const run = this.#runs.get(id);
      if (run === undefined) return;
      const refusal = await this.#refusal(run, limits, elsewhere);
      if (this.board.get(id)?.stage !== "checking") return;
      this.board.patch(id, refusal === null ? { stage: "waiting" } : { stage: "refused", refusal });
      this.#pump();
    };
    await Promise.all(ids.map(look));
  }

  async #refusal(
    { film, stop }: Run,
    limits: Promise<Limits>,
    elsewhere: Promise<ReadonlySet<string>>,
  ): Promise<Refusal | null> {
    const receipt = this.means.receipts.of(film.file);
    const looked = this.#looks.run(() => refusalOf(film.file, limits, stop.signal), stop.signal);
    try {
      const [refusal, others] = await Promise.all([looked, elsewhere]);
      return receipt !== null && others.has(receipt.job_id) ? { code: "sent_elsewhere" } : refusal;
    } catch (reason) {
      if (!stop.signal.aborted) throw reason;
      return null; // it was cancelled meanwhile
    }
  }

  /** Without the settings nothing is refused here: the API, which has them, says the same when the upload is declared. */
  async #limits(): Promise<Limits> {
    try {
      return await this.house.limits();
    } catch (away) {
      if (codeOf(away) === null) throw away;
      return NO_LIMITS;
    }
  }

  /** An upload that was left, with what the bucket has of it; null for one that needs its file no more. */
  async #left(receipt: Receipt): Promise<Item | null> {
    const item = leftItem(this.#newId(), receipt);
    try {
      const stands = await standing(receipt, this.means.api);
      if (Array.isArray(stands)) return { ...item, sent: stands.reduce((bytes, { size }) => bytes + size, 0) };
      this.means.receipts.forget(receipt.job_id);
      if (stands !== null) this.house.arrived(stands);
      return null;
    } catch (away) {
      if (codeOf(away) === null) throw away;
      return item; // how much is there shows when it goes on
    }
  }

  /** Start what waits while lanes are idle: not at once, as whoever has left a lane may be about to take it again. */
  #pump(): void {
    clearTimeout(this.#soon);
    this.#soon = setTimeout(() => {
      const { lanes } = this.means;
      const going = [...this.#runs.values()].filter((run) => run.going !== null);
      // One after the other: nobody knows how many lanes one wants until it is declared.
      if (going.length >= lanes.limit || lanes.spare <= 0 || going.some((run) => !run.sends)) return;
      const next = this.board.items.find(({ stage }) => stage === "waiting");
      if (next !== undefined) this.#start(next.id);
    });
  }

  #start(id: string): void {
    const run = this.#runs.get(id);
    if (run?.going !== null) return; // paused a moment ago: it comes back when that has settled
    run.stop = new AbortController();
    run.sends = false;
    this.board.patch(id, { stage: "sending" });
    run.going = this.#carry(run, run.stop.signal).finally(() => {
      run.going = null;
      this.#pump();
    });
  }

  async #carry({ id, film, transfer }: Run, signal: AbortSignal): Promise<void> {
    try {
      const job = await transfer.run(signal);
      const { job_id, estimate } = job;
      this.board.patch(id, { stage: "done", sent: film.file.size, job_id, estimate, rate: null, trouble: null });
      this.house.arrived(job);
    } catch (reason) {
      if (signal.aborted) return; // somebody paused or cancelled it, and has said so
      const trouble = reason instanceof Error ? reason : new Error(String(reason));
      this.board.patch(id, { stage: "failed", rate: null, trouble });
      if (codeOf(reason) === null) reportError(reason); // nobody expected this one
    }
  }

  #known({ file }: Film): Item | undefined {
    const wanted = fingerprint(file);
    return this.board.items.find((item) => !isEnded(item) && fingerprint(item) === wanted);
  }

  #newId(): string {
    this.#ids += 1;
    return String(this.#ids);
  }
}
