/** The list of jobs as the page keeps it: fed by what is asked for, kept while the reader is on another page. */

import { type QueryClient, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";

import { type Filter, type Job, type JobLine, list } from "@/lib/api/jobs";
import { extended, HEAD, type Known, type Mark, marksOf, merged, NOTHING, PAGE_SIZE, patched } from "@/lib/jobs/list";
import { isAtWork } from "@/lib/jobs/states";
import type { Watched } from "@/lib/jobs/watch";
import type { Rows } from "@/lib/jobs/windowing";
import { polled } from "@/lib/poll";

/** Everything that changes with any job begins with this key: invalidate it after an upload or an action. */
export const JOBS = ["jobs"] as const;
/** One job, followed by its id. */
export const JOB = ["job"] as const;
const KNOWN = [...JOBS, "known"] as const;
const PAGE = [...JOBS, "page"] as const;

/** Rows below those on the screen from which the next page is asked for. */
const AHEAD = 40;

/** Every job, without a filter. */
export const ALL: Filter = { status: null, q: "" };

export interface List {
  readonly known: Known;
  /** Nothing was answered yet. */
  readonly isLoading: boolean;
  readonly isLoadingMore: boolean;
  /** What went wrong when the jobs on the screen were asked for last; null once they could be. */
  readonly error: Error | null;
  /** Ask for the next page, if there is one. */
  readonly extend: () => void;
}

/** Whether jobs are known without a filter, as far as was asked; asks for nothing itself. */
export function useHasJobs(): boolean {
  const { data } = useQuery<Known>({ queryKey: [...KNOWN, ALL], queryFn: () => NOTHING, enabled: false });
  return (data?.jobs.length ?? 0) > 0;
}

/**
 * The jobs that match, newest first, kept fresh where the reader looks: one request a turn for the page on the screen
 * (two where the screen shows the end of one and the beginning of the next).
 */
export function useJobList(filter: Filter, rows: Rows): List {
  const client = useQueryClient();
  const { data: known = NOTHING } = useQuery<Known>({
    queryKey: [...KNOWN, filter],
    queryFn: () => NOTHING,
    enabled: false,
  });
  const pages = useQueries({
    queries: marksOf(known, rows.first, rows.last).map((mark) => ({
      ...page(client, filter, mark),
      ...polled<readonly JobLine[]>((jobs) => jobs.some(({ status }) => isAtWork(status))),
      gcTime: 0,
    })),
  });
  const extend = useCallback(() => {
    client.setQueryData<Known>([...KNOWN, filter], (now) => (now === undefined ? now : extended(now)));
  }, [client, filter]);
  return {
    known,
    isLoading: known === NOTHING,
    isLoadingMore: known !== NOTHING && pages.some((page) => page.isPending),
    error: pages.find((page) => page.error !== null)?.error ?? null,
    extend,
  };
}

/** Whether the reader is so near the end of what is known that the next page is wanted. */
export function isMoreWanted({ more, jobs }: Known, rows: Rows): boolean {
  return more !== null && rows.last + AHEAD >= jobs.length;
}

/** Show at once, in every list, what an action changed (null: deleted). */
export function patchLists(client: QueryClient, changes: ReadonlyMap<string, Partial<JobLine> | null>): void {
  client.setQueriesData<Known>({ queryKey: KNOWN }, (now) => (now === undefined ? now : patched(now, changes)));
}

/** Look at the newest jobs, whatever page the reader is on. */
export async function refreshHead(client: QueryClient): Promise<void> {
  await client.query({ ...page(client, ALL, HEAD), staleTime: 0 });
}

/** The jobs in an answer that came in under this key, if it is one about jobs. */
export function jobsIn(key: readonly unknown[], data: unknown): readonly Watched[] {
  if (key[0] === JOB[0]) return [data as Job];
  return key[0] === PAGE[0] && key[1] === PAGE[1] ? (data as readonly JobLine[]) : [];
}

function page(client: QueryClient, filter: Filter, mark: Mark) {
  return {
    queryKey: [...PAGE, filter, mark.cursor],
    queryFn: async ({ signal }: { signal: AbortSignal }) => fetched(client, filter, mark, signal),
  };
}

async function fetched(
  client: QueryClient,
  filter: Filter,
  mark: Mark,
  signal: AbortSignal,
): Promise<readonly JobLine[]> {
  const page = await list(filter, mark.cursor, PAGE_SIZE, { signal });
  client.setQueryData<Known>([...KNOWN, filter], (now) => merged(now ?? NOTHING, mark, page));
  return page.jobs;
}
