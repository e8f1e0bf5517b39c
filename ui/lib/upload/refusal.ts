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

/** The reason not to send this file; null when none is known, or when the length of the film cannot be told here. */
export async function refusalOf(file: File, limits: Limits, signal: AbortSignal): Promise<Refusal | null> {
  if (file.size === 0) return { code: "empty_file" };
  if (file.size > limits.max_upload_bytes) {
    return { code: "upload_too_large", size: file.size, limit: limits.max_upload_bytes };
  }
  const head = await bytesOf(file);
  if (head === null) return { code: "file_unreadable" };
  const kind = noFilm(head);
  if (kind !== null) return { code: kind };
  const duration = await durationOf(file, signal);
  if (duration !== null && duration > limits.max_duration_seconds) {
    return { code: "too_long", duration, limit: limits.max_duration_seconds };
  }
  return null;
}

async function bytesOf(file: File): Promise<Uint8Array | null> {
  try {
    return new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
  } catch {
    return null; // moved or deleted since it was chosen, a folder, or a file that may not be read
  }
}
