/** What is done with jobs, one or many: each is asked for by itself, some at a time, and answers for itself. */

import { useMutation, useQueryClient } from "@tanstack/react-query";

import { JOB, JOBS, patchLists } from "@/lib/api/jobLists";
import { cancel, convert, drop, type Job, type JobLine, type Order, retry } from "@/lib/api/jobs";
import { ApiProblem } from "@/lib/api/problem";
import type { Action, Subject } from "@/lib/jobs/actions";
import { isActive } from "@/lib/jobs/states";

const AT_ONCE = 6; // what a browser opens to one server

/** What an action needs to know of a job. */
export type Target = Subject & Pick<JobLine, "job_id" | "filename">;

export interface Wish {
  readonly action: Action;
  readonly targets: readonly Target[];
  /** For "convert". */
  readonly order?: Order;
}

export interface Outcome {
  readonly done: readonly Target[];
  readonly refused: readonly { readonly target: Target; readonly problem: ApiProblem }[];
}

/** Carry out wishes. What was refused is part of the outcome; only what is no answer of the API is thrown. */
export function useActions() {
  const client = useQueryClient();
  return useMutation<Outcome, Error, Wish>({
    mutationFn: async (wish) => {
      const changes = new Map<string, Partial<JobLine> | null>();
      const refused: { target: Target; problem: ApiProblem }[] = [];
      const done: Target[] = [];
      await eachOf(wish.targets, async (target) => {
        try {
          const after = await carriedOut(wish, target);
          if (after !== undefined) changes.set(target.job_id, after);
          done.push(target);
        } catch (problem) {
          if (!(problem instanceof ApiProblem)) throw problem;
          refused.push({ target, problem });
        }
      });
      patchLists(client, changes);
      return { done, refused };
    },
    onSettled: async (_outcome, _error, { action, targets }) => {
      await client.invalidateQueries({ queryKey: JOBS });
      if (action === "delete") return; // there is nothing more to ask for
      await Promise.all(targets.map(async ({ job_id }) => client.invalidateQueries({ queryKey: [...JOB, job_id] })));
    },
  });
}

/** Do it; what changed in the lines of the list (null: the job is gone, undefined: nothing). */
async function carriedOut({ action, order }: Wish, target: Target): Promise<Partial<JobLine> | null | undefined> {
  const id = target.job_id;
  switch (action) {
    case "cancel":
      return shown(await cancel(id));
    case "retry":
      return shown(await retry(id));
    case "convert":
      await convert(id, order ?? { profile: null, options: {} });
      return undefined;
    case "delete":
      if (isActive(target.status)) await cancelled(id);
      await drop(id);
      return null;
  }
}

/** Cancel a job that may have ended meanwhile, which is as good for what follows. */
async function cancelled(id: string): Promise<void> {
  try {
    await cancel(id);
  } catch (problem) {
    if (!(problem instanceof ApiProblem && problem.code === "not_in_this_state")) throw problem;
  }
}

function shown({ status, phase, progress, error, finished_at, queued_at, eta_seconds }: Job): Partial<JobLine> {
  return { status, phase, progress, error, finished_at, queued_at, eta_seconds };
}

/** Do something with each, some at a time. */
async function eachOf<T>(all: readonly T[], doing: (one: T) => Promise<void>): Promise<void> {
  const left = [...all];
  const hand = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await doing(next);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, all.length) }, hand));
}
