/** What the API has of each kind. Written by `npm run types` from its OpenAPI schema; not by hand. */

/** States of a job, in the order in which it goes through them. */
export const STATUSES = [
  "waiting",
  "queued",
  "running",
  "done",
  "partial",
  "failed",
  "rejected",
  "cancelled",
  "expired",
] as const;

/** What a running job does, one after the other. */
export const PHASES = [
  "probing",
  "encoding",
  "verifying",
  "publishing",
] as const;

/** What can be downloaded of a job. */
export const OUTPUTS = [
  "proxy",
  "poster",
  "certificate",
  "source",
] as const;

/** What may help a job that ended. */
export const REMEDIES = [
  "retry",
  "convert",
] as const;

/** States of a webhook's delivery. */
export const DELIVERY_STATES = [
  "pending",
  "delivered",
  "given_up",
] as const;
