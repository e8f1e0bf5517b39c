/** What the states of a job mean to the reader. Which there are, and their order, the API says; the words are in lib/strings. */

import type { JobLine, Status } from "@/lib/api/jobs";
import { STATUSES } from "@/lib/api/values";

interface Meaning {
  /** A colour palette of Chakra's. Never the only sign: the word stands beside the colour. */
  readonly palette: string;
  /** `expected`: its film may be a day on its way. `at work`: a worker has it or is about to. `published`: a proxy came of it. */
  readonly stage: "expected" | "at work" | "published" | "over";
  /** How the reader is told that a job came into this state; null where it is no news. */
  readonly news: "success" | "warning" | "error" | null;
}

/** Each state of the API's; one that is new there has to be given a meaning here. */
const STATES = {
  waiting: { palette: "gray", stage: "expected", news: null },
  queued: { palette: "purple", stage: "at work", news: null },
  running: { palette: "blue", stage: "at work", news: null },
  done: { palette: "green", stage: "published", news: "success" },
  partial: { palette: "yellow", stage: "published", news: "warning" },
  failed: { palette: "red", stage: "over", news: "error" },
  rejected: { palette: "orange", stage: "over", news: "error" },
  cancelled: { palette: "gray", stage: "over", news: null },
  expired: { palette: "gray", stage: "over", news: null },
} as const satisfies Readonly<Record<Status, Meaning>>;

type With<Part extends Partial<Meaning>> = {
  [S in Status]: (typeof STATES)[S] extends Part ? S : never;
}[Status];

/** States in which nothing more happens, and no proxy is. */
export type Over = With<{ stage: "over" }>;
/** How the end of a job is told. */
export type Tone = NonNullable<Meaning["news"]>;
/** States whose coming is told. */
export type News = With<{ news: Tone }>;

/** The name of the state's palette. */
export function paletteOf(status: Status): string {
  return STATES[status].palette;
}

/** How the reader is told of the state. */
export function toneOf(status: News): Tone {
  return STATES[status].news;
}

/** Whether something is still going to happen to the job by itself. */
export function isActive(status: Status): boolean {
  return STATES[status].stage === "expected" || isAtWork(status);
}

/** Whether a worker has it or is about to: the page looks again soon. An upload may keep a job waiting for a day. */
export function isAtWork(status: Status): boolean {
  return STATES[status].stage === "at work";
}

/** Whether a proxy came of it: a whole one, or what could be read of a damaged film. */
export function isPublished(status: Status): boolean {
  return STATES[status].stage === "published";
}

/** Whether the job ended without a proxy. */
export function isOver(status: Status): status is Over {
  return STATES[status].stage === "over";
}

/** Whether the job ended in a way that the reader wants to hear of. */
export function isNews(status: Status): status is News {
  return STATES[status].news !== null;
}

/** States in the order in which a job goes through them. */
export function inOrder(states: Iterable<Status>): readonly Status[] {
  const wanted = new Set(states);
  return STATUSES.filter((status) => wanted.has(status));
}

/** Whether the outputs are there to be had: published, and not yet deleted by retention. */
export function hasOutputs(job: Pick<JobLine, "status" | "expires_at">): boolean {
  return isPublished(job.status) && job.expires_at !== null;
}
