/** What the reader can do with a job. The words are in lib/strings, the pictures in components/jobs/icons. */

import type { JobLine } from "@/lib/api/jobs";
import { REMEDIES } from "@/lib/api/values";
import { isActive } from "@/lib/jobs/states";

/** In the order in which they are offered. Those in the middle help only some jobs, and the API says which. */
export const ACTIONS = ["cancel", ...REMEDIES, "delete"] as const;

export type Action = (typeof ACTIONS)[number];

/** Actions that need a word more first, each with a dialog of its own; the others are done at once. */
export type AskedAction = "convert" | "delete";

/** What the API takes of a job, as its answers need it: a line of the list, or the whole job. */
export type Subject = Pick<JobLine, "status" | "remedies">;

/** Whether the API would take this action now and it can help. A running job is deleted by cancelling it first. */
export function allows(action: Action, job: Subject): boolean {
  switch (action) {
    case "cancel":
      return isActive(job.status);
    case "delete":
      return true;
    default:
      return job.remedies.includes(action);
  }
}

/** Whether the reader is asked a word more before it is done. */
export function isAsked(action: Action): action is AskedAction {
  return action === "convert" || action === "delete";
}
