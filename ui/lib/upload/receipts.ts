/** What was begun and not finished, kept in this browser: the way back to an upload after a reload, a crash, a restart. */

import { fingerprint } from "@/lib/upload/film";

/** An upload that the server knows. What it has of the file, the bucket says; nothing of that is kept here. */
export interface Receipt {
  readonly job_id: string;
  readonly name: string;
  readonly size: number;
  readonly lastModified: number;
  readonly path: string;
  readonly profile: string | null;
  /** Bytes of each part; null for a file that goes in one PUT. */
  readonly part_size: number | null;
  /** Milliseconds since 1970. */
  readonly begun_at: number;
}

export const KEY = "vts.uploads";
const KEPT_MS = 7 * 24 * 3600 * 1000; // the longest that the settings let an upload wait
const MOST = 500;

export class Receipts {
  constructor(
    private readonly storage: Pick<Storage, "getItem" | "setItem">,
    private readonly now: () => number = Date.now,
  ) {}

  /** All that may still be open, oldest first. */
  all(): readonly Receipt[] {
    const from = this.now() - KEPT_MS;
    return parsed(this.storage.getItem(KEY)).filter(({ begun_at }) => begun_at > from);
  }

  /** The latest of this very file. */
  of(file: Pick<File, "name" | "size" | "lastModified">): Receipt | null {
    const wanted = fingerprint(file);
    return this.all().findLast((receipt) => fingerprint(receipt) === wanted) ?? null;
  }

  keep(receipt: Receipt): void {
    this.#write([...this.#without(receipt.job_id), receipt]);
  }

  forget(job_id: string): void {
    this.#write(this.#without(job_id));
  }

  #without(job_id: string): Receipt[] {
    return this.all().filter((receipt) => receipt.job_id !== job_id);
  }

  /** A browser that has no room, or keeps nothing, only loses the way back after a reload. */
  #write(receipts: readonly Receipt[]): void {
    try {
      this.storage.setItem(KEY, JSON.stringify(receipts.slice(-MOST)));
    } catch (refused) {
      if (!(refused instanceof DOMException)) throw refused;
    }
  }
}

/** Read what this page, or an older one, or somebody's hand has written. */
function parsed(text: string | null): Receipt[] {
  try {
    const kept: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(kept) ? kept.filter(isReceipt) : [];
  } catch {
    return [];
  }
}

function isReceipt(kept: unknown): kept is Receipt {
  if (typeof kept !== "object" || kept === null) return false;
  const { job_id, name, size, lastModified, path, begun_at } = kept as Record<string, unknown>;
  const words = [job_id, name, path].every((word) => typeof word === "string");
  return words && [size, lastModified, begun_at].every((number) => typeof number === "number");
}
