/**
 * The part of the list of jobs that the page knows, newest first and without holes.
 *
 * The API pages by cursor: a page is "so many jobs after that one". Jobs that come in at the top push the others down, and
 * deleted ones pull them up, so pages are not pieces of the list that stay. What stays true is this: a page is the whole
 * truth about its range, from the job before it to its own last job. `merged` replaces what was known of that range.
 */

import type { JobLine, JobLines, UnreadableJob } from "@/lib/api/jobs";

/** Jobs asked for at once; a third of it fills a tall screen. */
export const PAGE_SIZE = 100;

/** A place from which a page can be asked for: the head (both null), or after a job that an earlier page ended with. */
export interface Mark {
  readonly cursor: string | null;
  readonly after: JobLine | null;
}

export interface Known {
  readonly jobs: readonly JobLine[];
  /** Newest first; the pages asked for from them cover all of `jobs`. */
  readonly marks: readonly Mark[];
  /** Where unknown jobs begin; null when the end of the list is known. */
  readonly more: Mark | null;
  /** Jobs that cannot be read, by the cursor of the page that named them. */
  readonly unreadable: Readonly<Record<string, readonly UnreadableJob[]>>;
}

export const HEAD: Mark = { cursor: null, after: null };
export const NOTHING: Known = { jobs: [], marks: [HEAD], more: HEAD, unreadable: {} };

/** Whether `a` stands before `b` in the list: made later, or at the same moment with the greater id. */
export function isBefore(a: JobLine, b: JobLine): boolean {
  if (a.created_at === b.created_at) return a.job_id > b.job_id;
  // Times come with six digits of a second or with none; without the Z they compare as text.
  return a.created_at.slice(0, -1) > b.created_at.slice(0, -1);
}

/** Take in the page that was asked for from `mark`. */
export function merged(known: Known, mark: Mark, page: JobLines): Known {
  const last = page.jobs.at(-1);
  const end = page.next_cursor === null || last === undefined ? null : { cursor: page.next_cursor, after: last };
  const broken = page.unreadable;
  const newest = known.jobs[0];
  if (end !== null && newest !== undefined && isBefore(end.after, newest)) {
    // More jobs came than a page holds since the head was looked at: what was known is not joined to it any more.
    return { jobs: page.jobs, marks: [mark], more: end, unreadable: named({}, mark, broken) };
  }
  const from = startOf(known.jobs, mark);
  const to = end === null ? known.jobs.length : startOf(known.jobs, end);
  const jobs = [
    ...known.jobs.slice(0, from),
    ...shared(known.jobs.slice(from, to), page.jobs),
    ...known.jobs.slice(to),
  ];
  const marks = joined(known.marks, mark, end, jobs);
  const more = to < known.jobs.length ? known.more : end;
  const unreadable = named(known.unreadable, mark, broken);
  const isSame =
    more?.cursor === known.more?.cursor &&
    areSame(jobs, known.jobs) &&
    areSame(marks, known.marks) &&
    unreadable === known.unreadable;
  return isSame ? known : { jobs, marks, more, unreadable };
}

/** What is known of jobs that cannot be read, with those that this page names; the same object where nothing changed. */
function named(known: Known["unreadable"], { cursor }: Mark, broken: readonly UnreadableJob[]): Known["unreadable"] {
  const key = cursor ?? "";
  if (JSON.stringify(known[key] ?? []) === JSON.stringify(broken)) return known;
  return { ...known, [key]: broken };
}

/** The jobs that cannot be read, each once. */
export function unreadableOf(known: Known): readonly UnreadableJob[] {
  const all = Object.values(known.unreadable).flat();
  return [...new Map(all.map((job) => [job.job_id, job])).values()];
}

/** The jobs of the page; those of which nothing changed as the objects that they were, so that no row is drawn anew. */
function shared(before: readonly JobLine[], page: readonly JobLine[]): readonly JobLine[] {
  const known = new Map(before.map((job) => [job.job_id, job]));
  return page.map((job) => {
    const old = known.get(job.job_id);
    return old !== undefined && (old === job || JSON.stringify(old) === JSON.stringify(job)) ? old : job;
  });
}

function areSame<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((one, at) => one === b[at]);
}

/** Keep the marks such that pages from them leave no gap, with no more of them than that takes. */
function joined(marks: readonly Mark[], mark: Mark, end: Mark | null, jobs: readonly JobLine[]): readonly Mark[] {
  const at = startOf(jobs, mark);
  const upTo = [...marks.filter((other) => other !== mark && startOf(jobs, other) < at), mark];
  if (end === null) return upTo;
  const from = startOf(jobs, end);
  const [next, following] = marks.filter((other) => other !== mark && startOf(jobs, other) > at);
  const rest = marks.filter((other) => other !== mark && startOf(jobs, other) > at);
  if (next === undefined || startOf(jobs, next) <= from) return [...upTo, ...rest];
  const until = following === undefined ? jobs.length : startOf(jobs, following);
  return [...upTo, end, ...(until - from <= PAGE_SIZE ? rest.slice(1) : rest)];
}

/** Begin a page where the known part ends. Nothing happens at the end of the list, or when it has begun already. */
export function extended(known: Known): Known {
  const { more, marks } = known;
  if (more === null || marks.some((mark) => mark.cursor === more.cursor)) return known;
  return { ...known, marks: [...marks, more] };
}

/** Show at once what an action changed (null: deleted); the next page says the same. */
export function patched(known: Known, changes: ReadonlyMap<string, Partial<JobLine> | null>): Known {
  if (!known.jobs.some((job) => changes.has(job.job_id))) return known;
  const jobs = known.jobs.flatMap((job) => {
    const change = changes.get(job.job_id);
    if (change === undefined) return [job];
    return change === null ? [] : [{ ...job, ...change }];
  });
  return { ...known, jobs };
}

/** The marks whose pages have rows from `first` up to and without `last`: what has to be fresh for the reader. */
export function marksOf(known: Known, first: number, last: number): readonly Mark[] {
  const starts = known.marks.map((mark) => startOf(known.jobs, mark));
  return known.marks.filter((_, at) => {
    const from = starts[at] ?? 0;
    const to = starts[at + 1] ?? known.jobs.length + 1; // the last page may have rows that are not known yet
    return from < Math.max(last, 1) && to > first;
  });
}

/** The row that a page asked for from `mark` begins with. */
function startOf(jobs: readonly JobLine[], { after }: Mark): number {
  if (after === null) return 0;
  let [low, high] = [0, jobs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const job = jobs[middle];
    if (job !== undefined && isBefore(after, job)) high = middle;
    else low = middle + 1;
  }
  return low;
}
