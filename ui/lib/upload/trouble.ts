/** What can go wrong between this browser and the bucket; the API's own refusals are ApiProblems. */

/** Passing trouble: it is tried again until it passes. */
export const PASSING = ["offline", "storage_unreachable", "line_cut", "storage_busy"] as const;

/** What trying again does not mend. Somebody has to see to it; the upload then goes on from where it stood. */
export const LASTING = [
  "url_refused",
  "bytes_changed",
  "upload_gone",
  "quota_full",
  "storage_full",
  "origin_refused",
  "answer_hidden",
  "insecure_storage",
  "storage_refused",
  "file_unreadable",
] as const;

export type TroubleCode = (typeof PASSING)[number] | (typeof LASTING)[number];

const PASSES: ReadonlySet<TroubleCode> = new Set(PASSING);

export class Trouble extends Error {
  override readonly name = "Trouble";

  /** `detail` is what the storage said, in its own words; empty when it said nothing. */
  constructor(
    readonly code: TroubleCode,
    readonly detail = "",
  ) {
    super(detail === "" ? code : `${code}: ${detail}`);
  }

  get passes(): boolean {
    return PASSES.has(this.code);
  }
}

const PASSING_STATUS: ReadonlySet<number> = new Set([408, 429]);
/** S3 answers these with 400; they mean a line that was too slow or was cut. */
const PASSING_SAID: ReadonlySet<string> = new Set(["RequestTimeout", "IncompleteBody"]);
/** What arrived is not what the checksum was made of. */
const CHANGED_SAID: ReadonlySet<string> = new Set(["BadDigest", "XAmzContentChecksumMismatch"]);
const FULL = /StorageFull|DiskFull/i;

/** What an answer of the storage to a PUT means; null when the bytes are there. `body` is its XML. */
export function troubleOf(status: number, body: string): Trouble | null {
  // 412: it must not replace anything (If-None-Match), so the same bytes came through before and only their answer was lost.
  if ((status >= 200 && status < 300) || status === 412) return null;
  const [said = "", words = ""] = [/<Code>([^<]*)</, /<Message>([^<]*)</].map((wanted) => wanted.exec(body)?.[1]);
  const detail = [String(status), said, words].filter((word) => word !== "").join(" ");
  // Amazon's S3 has no quotas; MinIO says XMinioAdminBucketQuotaExceeded, Ceph and VersityGW QuotaExceeded.
  if (said.includes("Quota")) return new Trouble("quota_full", detail);
  if (FULL.test(said) || status === 507) return new Trouble("storage_full", detail);
  if (status >= 500 || PASSING_STATUS.has(status) || PASSING_SAID.has(said)) return new Trouble("storage_busy", detail);
  if (CHANGED_SAID.has(said)) return new Trouble("bytes_changed", detail);
  if (status === 403) return new Trouble("url_refused", detail);
  if (status === 404) return new Trouble("upload_gone", detail);
  return new Trouble("storage_refused", detail);
}
