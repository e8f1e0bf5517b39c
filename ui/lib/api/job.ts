/** One job and what belongs to it, as its page asks for them. */

import { useQuery, type UseQueryResult } from "@tanstack/react-query";

import { JOB } from "@/lib/api/jobLists";
import { type Job, type Link, link, log, one } from "@/lib/api/jobs";
import { isActive } from "@/lib/jobs/states";
import { polled } from "@/lib/poll";

/** The job, kept fresh while it is at work. */
export function useJob(id: string): UseQueryResult<Job> {
  return useQuery<Job>({
    queryKey: [...JOB, id],
    queryFn: async ({ signal }) => one(id, { signal }),
    ...polled<Job>((job) => isActive(job.status)),
  });
}

/** The ffmpeg command of the latest try and its last lines, once `isWanted`. */
export function useLog(id: string, attempt: number, isWanted: boolean): UseQueryResult<string> {
  return useQuery({
    queryKey: ["log", id, attempt],
    queryFn: async ({ signal }) => log(id, { signal }),
    enabled: isWanted,
  });
}

/** A signed link to the proxy. It stays the same until it is asked for anew, as the player reads from it. */
export function useProxyLink(id: string): UseQueryResult<Link> {
  return useQuery({
    queryKey: ["link", id],
    queryFn: async ({ signal }) => link(id, "proxy", { signal }),
    staleTime: Infinity,
    gcTime: 0,
  });
}
