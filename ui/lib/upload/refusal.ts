/** What this installation does not take, found out before a byte moves. Nothing here reads more than a file's first bytes. */

import { durationOf } from "@/lib/upload/duration";
import { HEAD_BYTES, noFilm, type NoFilm } from "@/lib/upload/kind";

/** The settings that count. */
export interface Limits {
  /** Bytes. */
  readonly max_upload_bytes: number;
  /** Seconds. */
  readonly max_duration_seconds: number;
}

/** Why a file is not sent: the codes that the API has for the same reasons, with what is particular to this one. */
export type Refusal =
  | { readonly code: NoFilm | "empty_file" | "file_unreadable" | "sent_elsewhere" | "another_file" }
  | { readonly code: "upload_too_large"; readonly size: number; readonly limit: number }
  | { readonly code: "too_long"; readonly duration: number; readonly limit: number };

/**
 * The reason not to send this file; null when none is known, or when the length of the film cannot be told here.
 *
 * First bytes and length are looked at while the limits are still asked for: the first byte waits for the slowest of them, not
 * for one after the other. Rejects as `limits` does.
 */
export async function refusalOf(file: File, limits: Promise<Limits>, signal: AbortSignal): Promise<Refusal | null> {
  if (file.size === 0) return { code: "empty_file" };
  const enough = new AbortController();
  const head = bytesOf(file);
  const length = durationOf(file, AbortSignal.any([signal, enough.signal]));
  try {
    const { max_upload_bytes, max_duration_seconds } = await limits;
    if (file.size > max_upload_bytes) return { code: "upload_too_large", size: file.size, limit: max_upload_bytes };
    const bytes = await head;
    if (bytes === null) return { code: "file_unreadable" };
    const kind = noFilm(bytes);
    if (kind !== null) return { code: kind };
    const duration = await length;
    if (duration === null || duration <= max_duration_seconds) return null;
    return { code: "too_long", duration, limit: max_duration_seconds };
  } finally {
    enough.abort();
  }
}

async function bytesOf(file: File): Promise<Uint8Array | null> {
  try {
    return new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
  } catch {
    return null; // moved or deleted since it was chosen, a folder, or a file that may not be read
  }
}
