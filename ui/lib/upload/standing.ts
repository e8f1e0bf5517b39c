/** How an upload stands that was begun before. */

import type { Job } from "@/lib/api/jobs";
import type { UploadApi } from "@/lib/api/uploads";
import type { StoredPart } from "@/lib/upload/parts";
import type { Receipt } from "@/lib/upload/receipts";
import { codeOf } from "@/lib/upload/tries";

const SPENT: ReadonlySet<string> = new Set(["expired", "cancelled"]);
const NOT_ALL: ReadonlySet<string> = new Set(["upload_incomplete", "upload_size_mismatch"]);
const GONE: ReadonlySet<string> = new Set(["job_not_found", "upload_not_found", "not_in_this_state"]);

/** Whether the API says that not all bytes are there, or not the right ones. */
export function isNotAll(reason: unknown): boolean {
  return NOT_ALL.has(codeOf(reason) ?? "");
}

/**
 * Its job if all bytes are there; the parts that are, if it is open; null if it came to nothing. Rejects with what the API
 * refuses for other reasons.
 */
export async function standing({ job_id, part_size }: Receipt, api: UploadApi): Promise<Job | StoredPart[] | null> {
  try {
    const job = await api.look(job_id);
    if (job.status !== "waiting") return SPENT.has(job.status) ? null : job;
    const stored = part_size === null ? null : await storedParts(job_id, api);
    return stored ?? (await api.complete(job_id)); // the bytes may be there, and only the last answer was lost
  } catch (refused) {
    if (isNotAll(refused)) return part_size === null ? [] : null;
    if (GONE.has(codeOf(refused) ?? "")) return null;
    throw refused;
  }
}

/** The parts that the bucket has; null when it does not know the upload, as after its parts were joined. */
async function storedParts(job_id: string, api: UploadApi): Promise<StoredPart[] | null> {
  try {
    return await api.stored(job_id);
  } catch (refused) {
    if (codeOf(refused) === "upload_not_found") return null;
    throw refused;
  }
}
