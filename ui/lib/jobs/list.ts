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

/** Where a row stands in the list. */
export type Place = Pick<JobLine, "job_id" | "created_at">;

/**
 * A place from which a page can be asked for: the head (both null), or after the row that an earlier page ended with. Where no row
 * of that page told where it stands, `after` is that of its own mark.
 */
export interface Mark {
  readonly cursor: string | null;
  readonly after: Place | null;
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
export function isBefore(a: Place, b: Place): boolean {
  if (a.created_at === b.created_at) return a.job_id > b.job_id;
  // Times come with six digits of a second or with none; without the Z they compare as text.
  return a.created_at.slice(0, -1) > b.created_at.slice(0, -1);
}

/** Take in the page that was asked for from `mark`. */
export function merged(known: Known, mark: Mark, page: JobLines): Known {
  const end = page.next_cursor === null ? null : { cursor: page.next_cursor, after: lastOf(page) ?? mark.after };
  const newest = first(known.jobs[0], placesOf(known.unreadable[""] ?? [])[0]);
  if (end?.after && newest !== undefined && isBefore(end.after, newest)) {
    // More jobs came than a page holds since the head was looked at: what was known is not joined to it any more.
    return { jobs: page.jobs, marks: [mark], more: end, unreadable: named({}, mark, page.unreadable) };
  }
  const from = startOf(known.jobs, mark);
  const to = end === null ? known.jobs.length : startOf(known.jobs, end);
  const jobs = [
    ...known.jobs.slice(0, from),
    ...shared(known.jobs.slice(from, to), page.jobs),
    ...known.jobs.slice(to),
  ];
  const broken = named(known.unreadable, mark, page.unreadable);
  const marks = joined(known.marks, mark, end, [...jobs, ...Object.values(broken).flatMap(placesOf)]);
  const more = to < known.jobs.length || marks.at(-1) !== mark ? known.more : end;
  const unreadable = still(broken, marks);
  const isSame =
    more?.cursor === known.more?.cursor &&
    areSame(jobs, known.jobs) &&
    areSame(marks, known.marks) &&
    unreadable === known.unreadable;
  return isSame ? known : { jobs, marks, more, unreadable };
}

/** The last row of a page that tells where it stands: a page may be all of jobs that cannot be read. */
function lastOf({ jobs, unreadable }: JobLines): Place | null {
  const [job, broken] = [jobs.at(-1), placesOf(unreadable).at(-1)];
  if (job === undefined || broken === undefined) return job ?? broken ?? null;
  return isBefore(job, broken) ? broken : job;
}

/** Where those stand that tell it, in their order. */
function placesOf(broken: readonly UnreadableJob[]): readonly Place[] {
  return broken.flatMap(({ job_id, created_at }) => (created_at ? [{ job_id, created_at }] : []));
}

/** Of two rows the one that stands before the other; the one that there is. */
function first(a: Place | undefined, b: Place | undefined): Place | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return isBefore(b, a) ? b : a;
}

/** What is known of jobs that cannot be read, with those that this page names; the same object where nothing changed. */
function named(known: Known["unreadable"], { cursor }: Mark, broken: readonly UnreadableJob[]): Known["unreadable"] {
  const key = cursor ?? "";
  if (JSON.stringify(known[key] ?? []) === JSON.stringify(broken)) return known;
  return { ...known, [key]: broken };
}

/** Without what was named by pages that are asked for no more; the same object where all are. */
function still(unreadable: Known["unreadable"], marks: readonly Mark[]): Known["unreadable"] {
  const asked = new Set(marks.map(({ cursor }) => cursor ?? ""));
  const kept = Object.entries(unreadable).filter(([cursor]) => asked.has(cursor));
  return kept.length === Object.keys(unreadable).length ? unreadable : Object.fromEntries(kept);
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

/** Keep the marks such that pages from them leave no gap among the `rows`, with no more of them than that takes. */
function joined(marks: readonly Mark[], mark: Mark, end: Mark | null, rows: readonly Place[]): readonly Mark[] {
  const own = marks.indexOf(mark);
  const earlier = marks.filter((other, at) => other !== mark && isEarlier(other, mark, at < own));
  const upTo = [...earlier, mark];
  if (end === null) return upTo;
  const later = marks.filter((other, at) => other !== mark && !isEarlier(other, mark, at < own));
  while (later[1] !== undefined && isEarlier(later[1], end, false)) later.shift(); // this page has what the first is for
  const [next, following] = later;
  if (next === undefined || isEarlier(next, end, true)) return [...upTo, ...later];
  const isFew = rowsBetween(rows, end, following) <= PAGE_SIZE;
  return [...upTo, end, ...(isFew ? later.slice(1) : later)];
}

/** How many rows a page from `mark` has to have to reach the next one, or the last row. */
function rowsBetween(rows: readonly Place[], { after }: Mark, next: Mark | undefined): number {
  const isIn = (row: Place) => (after === null || isBefore(after, row)) && !(next?.after && isBefore(next.after, row));
  return new Set(rows.filter(isIn).map(({ job_id }) => job_id)).size;
}

/** Whether the page from `a` begins before that from `b`; `tied` where the two places are the same. */
function isEarlier({ after: a }: Mark, { after: b }: Mark, tied: boolean): boolean {
  if (a === null || b === null) return a === b ? tied : a === null;
  return a.job_id === b.job_id ? tied : isBefore(a, b);
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
    return from < Math.max(last, 1) && (to > first || (to === from && from >= first)); // a page may be all unreadable
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
