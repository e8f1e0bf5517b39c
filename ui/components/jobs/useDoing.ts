/** Carries out what the reader wants done with jobs, and says what came of it. */

import { useCallback } from "react";

import { useProblemToast } from "@/components/problem/useProblemToast";
import { toaster } from "@/components/shell/toaster";
import type { ApiProblem } from "@/lib/api/problem";
import { type Outcome, useActions, type Wish } from "@/lib/api/jobActions";
import { useStrings } from "@/lib/strings";

export interface Doing {
  /** Do it; `onDone` follows once all have answered, whatever they answered. */
  readonly act: (wish: Wish, onDone?: () => void) => void;
  readonly isPending: boolean;
}

export function useDoing(): Doing {
  const words = useStrings().jobs;
  const tellProblem = useProblemToast();
  const { mutate, isPending } = useActions();
  const act = useCallback(
    (wish: Wish, onDone?: () => void) => {
      const tell = ({ done, refused }: Outcome) => {
        if (done.length > 0) toaster.create({ type: "success", title: words.did[wish.action](done.length) });
        for (const [problem, names] of grouped(refused))
          tellProblem(problem, `${words.refused(names.length)}: ${some(names)}`);
      };
      mutate(wish, { onSuccess: tell, onError: (error) => tellProblem(error), onSettled: () => onDone?.() });
    },
    [mutate, tellProblem, words],
  );
  return { act, isPending };
}

const MOST_NAMES = 3;

function some(names: readonly string[]): string {
  return names.slice(0, MOST_NAMES).join(", ") + (names.length > MOST_NAMES ? ", …" : "");
}

/** One entry for each reason, with the names of the jobs it was given for. */
function grouped(refused: Outcome["refused"]): readonly (readonly [ApiProblem, readonly string[]])[] {
  const byReason = new Map<string, [ApiProblem, string[]]>();
  for (const { target, problem } of refused) {
    const reason = `${problem.code} ${problem.message}`;
    const group = byReason.get(reason) ?? [problem, []];
    byReason.set(reason, group);
    group[1].push(target.filename);
  }
  return [...byReason.values()];
}
