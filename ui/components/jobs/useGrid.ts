/** The hands of the reader in the list: which row keys act on, and which are chosen. */

import { useRouter } from "next/navigation";
import { type KeyboardEvent, useCallback, useMemo, useState } from "react";

import type { JobLine } from "@/lib/api/jobs";
import { jobAddress } from "@/lib/jobs/address";
import { allOrNone, kept, NONE, rangeTo, type Selection, toggled } from "@/lib/jobs/selection";

export interface Grid {
  readonly selection: Selection;
  /** Id of the row that keys act on. */
  readonly current: string | null;
  readonly onChoose: (job: JobLine, isRange: boolean) => void;
  readonly chooseAll: () => void;
  readonly chooseNone: () => void;
  /** Act on a key; whether it was one of the list's. `page` is the number of rows that PageDown moves by. */
  readonly onKey: (event: KeyboardEvent, page: number) => boolean;
}

interface Hooks {
  /** The Delete key was pressed for these. */
  readonly onDelete: (jobs: readonly JobLine[]) => void;
  /** The current row is now the one at this place. */
  readonly onMove: (at: number) => void;
}

/** Hold choice and current row of these jobs. */
export function useGrid(jobs: readonly JobLine[], { onDelete, onMove }: Hooks): Grid {
  const router = useRouter();
  const [chosen, setSelection] = useState<Selection>(NONE);
  const [wanted, setCurrent] = useState<string | null>(null);
  const ids = useMemo(() => jobs.map((job) => job.job_id), [jobs]);
  const selection = useMemo(() => {
    if (chosen.chosen.size === 0) return chosen;
    const there = new Set(ids);
    return kept(chosen, (id) => there.has(id));
  }, [chosen, ids]);
  const current = wanted !== null && ids.includes(wanted) ? wanted : (ids[0] ?? null);

  const onChoose = useCallback(
    (job: JobLine, isRange: boolean) => {
      setCurrent(job.job_id);
      setSelection((now) => (isRange ? rangeTo(now, job.job_id, ids) : toggled(now, job.job_id)));
    },
    [ids],
  );
  const chooseAll = useCallback(() => {
    setSelection((now) => allOrNone(now, ids));
  }, [ids]);
  const chooseNone = useCallback(() => {
    setSelection(NONE);
  }, []);

  const moved = (by: number, isRange: boolean): void => {
    if (current === null) return;
    const at = Math.min(Math.max(ids.indexOf(current) + by, 0), ids.length - 1);
    const to = ids[at] ?? current;
    setCurrent(to);
    onMove(at);
    if (!isRange) return;
    setSelection((now) => {
      const begun = now.chosen.has(current) ? { ...now, anchor: now.anchor ?? current } : toggled(now, current);
      return rangeTo(begun, to, ids);
    });
  };

  const onKey = (event: KeyboardEvent, page: number): boolean => {
    const { key, shiftKey, ctrlKey, metaKey, altKey, target, currentTarget } = event;
    if (altKey || ((ctrlKey || metaKey) && key !== "a")) return false;
    const by = step(key, Math.max(1, Math.floor(page) - 1), ids.length);
    const job = jobs.find(({ job_id }) => job_id === current);
    if (by !== 0) {
      moved(by, shiftKey);
    } else if (key === "Escape") {
      chooseNone();
    } else if (key === "a" && (ctrlKey || metaKey)) {
      setSelection({ chosen: new Set(ids), anchor: null });
    } else if (key === "Delete" && job !== undefined) {
      const all = jobs.filter(({ job_id }) => selection.chosen.has(job_id));
      onDelete(all.length > 0 ? all : [job]);
    } else if (target !== currentTarget || job === undefined) {
      return false; // Space and Enter belong to the button or link that has the focus
    } else if (key === " ") {
      onChoose(job, shiftKey);
    } else if (key === "Enter") {
      router.push(jobAddress(job.job_id));
    } else {
      return false;
    }
    return true;
  };
  return { selection, current, onChoose, chooseAll, chooseNone, onKey };
}

function step(key: string, page: number, count: number): number {
  switch (key) {
    case "ArrowDown":
      return 1;
    case "ArrowUp":
      return -1;
    case "PageDown":
      return page;
    case "PageUp":
      return -page;
    case "Home":
      return -count;
    case "End":
      return count;
    default:
      return 0;
  }
}
