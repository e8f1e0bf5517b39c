/** Which jobs this page has seen at work, so that their end is news. */

import type { JobLine, Status } from "@/lib/api/jobs";
import { isActive, isNews, type News } from "@/lib/jobs/states";

/** What of a job is needed to tell its end. */
export type Watched = Pick<JobLine, "job_id" | "filename" | "status" | "error" | "missing">;

/** One that ended in a state that is told. */
export type Ended = Watched & { readonly status: News };

/** The jobs seen at work, by id, with the state they were seen in last. */
export type Watching = ReadonlyMap<string, Status>;

export interface Observed {
  readonly watching: Watching;
  /** Those that ended since they were seen last, done or not. */
  readonly ended: readonly Ended[];
}

/** Look at these jobs. What was over when it was first seen is no news. */
export function observed(watching: Watching, jobs: readonly Watched[]): Observed {
  const after = new Map(watching);
  const ended: Ended[] = [];
  for (const job of jobs) {
    if (isActive(job.status)) {
      after.set(job.job_id, job.status);
    } else if (after.delete(job.job_id) && isNews(job.status)) {
      ended.push({ ...job, status: job.status });
    }
  }
  return { watching: same(watching, after) ? watching : after, ended };
}

function same(before: Watching, after: Watching): boolean {
  return before.size === after.size && [...after].every(([id, status]) => before.get(id) === status);
}
