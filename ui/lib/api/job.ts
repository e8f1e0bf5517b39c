/** One job and what belongs to it, as its page asks for them. */

import { useQuery, type UseQueryResult } from "@tanstack/react-query";

import { JOB } from "@/lib/api/jobLists";
import { type Job, type Link, link, log, one, outputUrl } from "@/lib/api/jobs";
import { isAtWork } from "@/lib/jobs/states";
import { polled } from "@/lib/poll";
import { useStanding } from "@/lib/session/session";

/** The job, kept fresh while it is at work. */
export function useJob(id: string): UseQueryResult<Job> {
  return useQuery<Job>({
    queryKey: [...JOB, id],
    queryFn: async ({ signal }) => one(id, { signal }),
    ...polled<Job>((job) => isAtWork(job.status)),
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

const POSTER_KEPT_MS = 300_000; // a link is good for 15 minutes, unless the installation says otherwise

/**
 * Where the poster is to be had, once it `isWanted`; null until that is known. A picture's address cannot say who is signed in,
 * so where somebody is it is a signed link, which has to be asked for.
 */
export function usePoster(id: string, isWanted: boolean): string | null {
  const isSignedIn = useStanding() === "in";
  const { data } = useQuery({
    queryKey: ["poster", id],
    queryFn: async ({ signal }) => link(id, "poster", { signal }),
    enabled: isWanted && isSignedIn,
    staleTime: POSTER_KEPT_MS,
  });
  if (!isWanted) return null;
  return isSignedIn ? (data?.url ?? null) : outputUrl(id, "poster");
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
