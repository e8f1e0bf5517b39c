/** The uploads as the page shows them. */

import type { Cost } from "@/lib/api/costs";
import type { Wish } from "@/lib/api/uploads";
import type { Film } from "@/lib/upload/film";
import type { Receipt } from "@/lib/upload/receipts";
import type { Refusal } from "@/lib/upload/refusal";
import { etaSeconds } from "@/lib/upload/speed";

/**
 * checking → waiting → sending → finishing → done
 *
 * refused     it is not taken here; nothing was sent           paused   somebody stopped it; the parts that are there stay
 * failed      somebody has to see to it; then it goes on       left     begun before a reload; the file has to be chosen again
 */
export type Stage =
  "checking" | "refused" | "waiting" | "sending" | "paused" | "finishing" | "done" | "failed" | "left";

export interface Item {
  /** Of this page only; the job has an id of its own. */
  readonly id: string;
  readonly name: string;
  /** Folders it was found in and its name. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly lastModified: number;
  readonly wish: Wish;
  readonly stage: Stage;
  /** Bytes that have gone out, and those that were there before. */
  readonly sent: number;
  /** Bytes a second; null while it cannot be told. */
  readonly rate: number | null;
  /** Null until the server knows the upload. */
  readonly job_id: string | null;
  /** What its job is going to cost, as far as its size tells; null until it is there. */
  readonly estimate: Cost | null;
  /** An earlier upload of the same file goes on. */
  readonly resumed: boolean;
  readonly refusal: Refusal | null;
  /** What a sending one waits out, or what a failed one failed by: Trouble or ApiProblem. */
  readonly trouble: Error | null;
}

export interface Totals {
  /** Uploads that are going to be sent, or are: without what was refused, has failed or was left. */
  readonly open: number;
  readonly done: number;
  /** Bytes of the open ones and the done ones. */
  readonly size: number;
  readonly sent: number;
  readonly rate: number | null;
  readonly etaSeconds: number | null;
}

export interface View {
  /** In the order in which they came. */
  readonly items: readonly Item[];
  readonly totals: Totals;
}

/** A file that was just chosen; its job, if it goes on with one that the list shows. */
export function itemOf(id: string, { file, path }: Film, wish: Wish, job_id: string | null): Item {
  const { name, size, lastModified } = file;
  return { ...NEW, id, name, path, size, lastModified, wish, job_id };
}

/** An upload that an earlier visit to the page has left. */
export function leftItem(id: string, { name, path, size, lastModified, profile, job_id }: Receipt): Item {
  return { ...NEW, id, name, path, size, lastModified, wish: { profile, options: {} }, job_id, stage: "left" };
}

const NEW = {
  stage: "checking",
  sent: 0,
  rate: null,
  estimate: null,
  resumed: false,
  refusal: null,
  trouble: null,
} as const;

const OPEN: ReadonlySet<Stage> = new Set(["checking", "waiting", "sending", "paused", "finishing"]);
const ENDED: ReadonlySet<Stage> = new Set(["refused", "done"]);

/** Whether it is going to be sent, or is: leaving the page would stop it. */
export function isOpen({ stage }: Item): boolean {
  return OPEN.has(stage);
}

/** Whether nothing more comes of it, so that it can be cleared away. */
export function isEnded({ stage }: Item): boolean {
  return ENDED.has(stage);
}

export function canPause({ stage }: Item): boolean {
  return stage === "waiting" || stage === "sending";
}

/** Seconds until this one is there; null when that cannot be told. */
export function itemEta({ size, sent, rate, stage }: Item): number | null {
  return stage === "sending" ? etaSeconds(size - sent, rate) : null;
}

/** What all of them come to. `rate` is that of all lanes together. */
export function totalsOf(items: readonly Item[], rate: number | null): Totals {
  const open = items.filter(isOpen);
  const counted = [...open, ...items.filter(({ stage }) => stage === "done")];
  const size = counted.reduce((sum, item) => sum + item.size, 0);
  const sent = counted.reduce((sum, item) => sum + item.sent, 0);
  const running = open.filter(({ stage }) => stage !== "paused");
  const left = running.reduce((sum, item) => sum + item.size - item.sent, 0);
  return {
    open: open.length,
    done: counted.length - open.length,
    size,
    sent,
    rate: running.length > 0 ? rate : null,
    etaSeconds: running.length > 0 ? etaSeconds(left, rate) : null,
  };
}
