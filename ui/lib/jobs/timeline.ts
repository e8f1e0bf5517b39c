/** The life of a job as spans of time, one after the other. */

import type { Job, Phase } from "@/lib/api/jobs";
import { PHASES } from "@/lib/api/values";

type Step = "upload" | "earlier" | "queue" | Phase;

export interface Span {
  readonly step: Step;
  /** Milliseconds since 1970. */
  readonly from: number;
  /** Milliseconds since 1970; null while it goes on. */
  readonly to: number | null;
}

/** What of a job its timeline is made of. */
type Lived = Pick<Job, "status" | "attempt" | "created_at" | "queued_at" | "started_at" | "finished_at" | "phases">;

/**
 * Give the spans from the first request to the end, or to now.
 *
 * Only the latest attempt has phases. What was before it, once there were several, is one span: "earlier".
 */
export function timeline(job: Lived): readonly Span[] {
  const started = startOfAttempt(job);
  const isTriedAgain = job.attempt > (started === null ? 0 : 1);
  const begins: [Step, string | null | undefined][] = isTriedAgain
    ? [
        ["earlier", job.created_at],
        ["queue", started === null ? job.queued_at : null],
      ]
    : [
        ["upload", job.created_at],
        ["queue", job.queued_at],
      ];
  if (started !== null) {
    for (const phase of PHASES) begins.push([phase, phase === "probing" ? started : job.phases[phase]]);
  }
  const known = begins.flatMap(([step, time]) => (time == null ? [] : [{ step, from: Date.parse(time) }]));
  const end = job.finished_at === null ? null : Date.parse(job.finished_at);
  return known
    .map(({ step, from }, at) => ({ step, from, to: known[at + 1]?.from ?? end }))
    .filter(({ from, to }) => to === null || to > from);
}

/** When the latest attempt began; null while the job waits for one, and when it ended waiting. */
function startOfAttempt({ status, queued_at, started_at }: Lived): string | null {
  if (status === "waiting" || status === "queued" || started_at === null) return null;
  return queued_at !== null && Date.parse(started_at) < Date.parse(queued_at) ? null : started_at;
}

/** Seconds of a span, up to `now` (milliseconds since 1970) if it goes on. */
export function seconds({ from, to }: Span, now: number): number {
  return Math.max(0, (to ?? now) - from) / 1000;
}
