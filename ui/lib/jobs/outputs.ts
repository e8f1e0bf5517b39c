/** What can be downloaded of a job. What there is, and its order, the API says; the words are in lib/strings. */

import type { Job, Output } from "@/lib/api/jobs";

/** The one that all is about. */
const MAIN: Output = "proxy";
/** The one that is not made but sent. */
const SENT: Output = "source";

export interface Offer {
  readonly output: Output;
  readonly isMain: boolean;
  /** Bytes; null where nobody says. */
  readonly size: number | null;
}

/** What is there of this job, in the API's order. */
export function offers(job: Job): readonly Offer[] {
  return job.outputs.map((output) => ({ output, isMain: output === MAIN, size: sizeOf(job, output) }));
}

function sizeOf({ source, proxy }: Job, output: Output): number | null {
  if (output === SENT) return source.size;
  return output === MAIN && proxy !== null ? proxy.size : null;
}
