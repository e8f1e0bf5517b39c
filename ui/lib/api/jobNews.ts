/** Watches the jobs that this page has seen at work until they end, wherever the reader is meanwhile. */

import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { JOB, jobsIn, refreshHead } from "@/lib/api/jobLists";
import { one } from "@/lib/api/jobs";
import { ApiProblem } from "@/lib/api/problem";
import { isAtWork } from "@/lib/jobs/states";
import { type Ended, observed, type Watched, type Watching } from "@/lib/jobs/watch";
import { BUSY_MS, IDLE_MS, pause } from "@/lib/poll";

/** Jobs asked for one by one in a turn, after the newest page of the list: that has all but the end of a long queue. */
const MOST_LOOKUPS = 4;

/**
 * Tell of every job that ends. Where a list on the screen is asked for anyway, this asks for nothing.
 *
 * A hidden page stays silent and asks for nothing, unless it `isTelling`: then it looks every five seconds.
 */
export function useJobNews(onEnded: (jobs: readonly Ended[]) => void, isTelling: boolean): void {
  const client = useQueryClient();
  const [watch] = useState(() => new Watch());
  useEffect(
    () =>
      client.getQueryCache().subscribe((event) => {
        if (event.type !== "updated" || event.action.type !== "success") return;
        const ended = watch.look(jobsIn(event.query.queryKey as readonly unknown[], event.query.state.data));
        if (ended.length > 0) onEnded(ended);
      }),
    [client, watch, onEnded],
  );
  useQuery({
    queryKey: ["news"],
    queryFn: async () => looked(client, watch),
    refetchInterval: ({ state }) => pause(state, watch.isBusy && !document.hidden),
    refetchIntervalInBackground: isTelling,
    gcTime: 0,
  });
}

/** Ask for the jobs that nothing on the screen asked for of late; how many are watched. */
async function looked(client: QueryClient, watch: Watch): Promise<number> {
  if (watch.unseen().length > 0) await refreshHead(client);
  for (const id of watch.unseen().slice(0, MOST_LOOKUPS)) {
    try {
      await client.query({ queryKey: [...JOB, id], queryFn: async ({ signal }) => one(id, { signal }), staleTime: 0 });
    } catch (problem) {
      if (!(problem instanceof ApiProblem && problem.code === "job_not_found")) throw problem;
      watch.forget(id);
    }
  }
  return watch.size;
}

/** The jobs at work, and when each was seen last. */
class Watch {
  private watching: Watching = new Map();
  private readonly seenAt = new Map<string, number>();

  get size(): number {
    return this.watching.size;
  }

  get isBusy(): boolean {
    return [...this.watching.values()].some(isAtWork);
  }

  /** Take in an answer; the jobs that have ended. */
  look(jobs: readonly Watched[]): readonly Ended[] {
    const { watching, ended } = observed(this.watching, jobs);
    this.watching = watching;
    const now = Date.now();
    for (const { job_id: id } of jobs) {
      if (watching.has(id)) this.seenAt.set(id, now);
      else this.seenAt.delete(id);
    }
    return ended;
  }

  forget(id: string): void {
    const rest = new Map(this.watching);
    rest.delete(id);
    this.watching = rest;
    this.seenAt.delete(id);
  }

  /** Ids of those not seen for a turn: running ones first, as they end first; then those not seen for longest. */
  unseen(): readonly string[] {
    const before = Date.now() - (document.hidden ? IDLE_MS : BUSY_MS) / 2;
    const rank = (id: string) => (this.watching.get(id) === "running" ? 0 : 1);
    const at = (id: string) => this.seenAt.get(id) ?? 0;
    return [...this.watching.keys()].filter((id) => at(id) < before).sort((a, b) => rank(a) - rank(b) || at(a) - at(b));
  }
}
