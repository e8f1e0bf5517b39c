/** What the states of a job mean to the reader: colour, and what can be done. The words are in lib/strings. */

import type { JobLine, Status } from "@/lib/api/jobs";

/** In the order in which a job goes through them. */
export const STATUSES: readonly Status[] = [
  "waiting",
  "queued",
  "running",
  "done",
  "partial",
  "failed",
  "rejected",
  "cancelled",
  "expired",
];

/** Names of Chakra's colour palettes. Never the only sign: the word stands beside the colour. */
export const PALETTE: Readonly<Record<Status, string>> = {
  waiting: "gray",
  queued: "purple",
  running: "blue",
  done: "green",
  partial: "yellow",
  failed: "red",
  rejected: "orange",
  cancelled: "gray",
  expired: "gray",
};

export type Action = "cancel" | "retry" | "convert" | "delete";

/** What the API takes of a job, as its answers need it: a line of the list, or the whole job. */
export type Subject = Pick<JobLine, "status" | "remedies">;

/** Whether something is still going to happen to the job by itself. */
export function isActive(status: Status): boolean {
  return status === "waiting" || status === "queued" || status === "running";
}

/** Whether a worker has it or is about to: the page looks again soon. An upload may keep a job waiting for a day. */
export function isAtWork(status: Status): boolean {
  return status === "queued" || status === "running";
}

/** Whether a proxy came of it: a whole one, or what could be read of a damaged film. */
export function isPublished(status: Status): boolean {
  return status === "done" || status === "partial";
}

/** Whether the job ended in a way that the reader wants to hear of. */
export function isNews(status: Status): boolean {
  return isPublished(status) || status === "failed" || status === "rejected";
}

/** Whether the API would take this action now and it can help. A running job is deleted by cancelling it first. */
export function allows(action: Action, job: Subject): boolean {
  switch (action) {
    case "cancel":
      return isActive(job.status);
    case "retry":
      return job.remedies.includes("retry");
    case "convert":
      return job.remedies.includes("convert");
    case "delete":
      return true;
  }
}

/** Whether the outputs are there to be had: published, and not yet deleted by retention. */
export function hasOutputs(job: Pick<JobLine, "status" | "expires_at">): boolean {
  return isPublished(job.status) && job.expires_at !== null;
}
