"use client";

/** The jobs: found, looked at, chosen, and acted on. */

import { Heading, Stack } from "@chakra-ui/react";
import dynamic from "next/dynamic";
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";

import { ChosenBar } from "@/components/jobs/ChosenBar";
import { EmptyList, NothingFound } from "@/components/jobs/EmptyList";
import { JobList, LoadingList } from "@/components/jobs/JobList";
import { Toolbar } from "@/components/jobs/Toolbar";
import { UnreadableJobs } from "@/components/jobs/UnreadableJobs";
import { useDoing } from "@/components/jobs/useDoing";
import { useFilter } from "@/components/jobs/useFilter";
import { useGrid } from "@/components/jobs/useGrid";
import { useRowHeight, useRows } from "@/components/jobs/useRows";
import { ProblemAlert } from "@/components/problem/ProblemAlert";
import type { Target } from "@/lib/api/jobActions";
import { ALL, isMoreWanted, useJobList } from "@/lib/api/jobLists";
import type { Filter, JobLine } from "@/lib/api/jobs";
import { type Action, type AskedAction, isAsked } from "@/lib/jobs/actions";
import { unreadableOf } from "@/lib/jobs/list";
import { useStrings } from "@/lib/strings";

// Asked for by a few readers now and then, so not part of the first load.
const DeleteDialog = dynamic(async () => (await import("@/components/jobs/DeleteDialog")).DeleteDialog, { ssr: false });
const ConvertDialog = dynamic(async () => (await import("@/components/jobs/ConvertDialog")).ConvertDialog, {
  ssr: false,
});

export function Jobs(): ReactNode {
  const words = useStrings().jobs;
  const [filter, setFilter] = useFilter();
  const asked = useMemo(() => ({ ...filter, q: filter.q.trim() }), [filter]);
  return (
    <Stack as="section" gap="4" aria-labelledby="jobs-title">
      <Heading as="h1" id="jobs-title" size="2xl">
        {words.title}
      </Heading>
      <Toolbar filter={filter} onFilter={setFilter} />
      <Found
        key={`${asked.status ?? ""} ${asked.q}`}
        filter={asked}
        onReset={() => {
          setFilter(ALL);
        }}
      />
    </Stack>
  );
}

/** What matches the filter. */
function Found({ filter, onReset }: { filter: Filter; onReset: () => void }): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const height = useRowHeight();
  const rows = useRows(box, height);
  const list = useJobList(filter, rows);
  const { known, isLoading, error, extend } = list;
  const { asked, onAction, onActions, onClose } = useAsked();
  const onMove = useCallback(
    (at: number) => {
      reveal(box.current, at * height, height);
    },
    [height],
  );
  const onDelete = useCallback(
    (jobs: readonly JobLine[]) => {
      onActions("delete", jobs);
    },
    [onActions],
  );
  const grid = useGrid(known.jobs, { onDelete, onMove });
  const isMore = isMoreWanted(known, rows);
  useEffect(() => {
    if (isMore) extend();
  }, [isMore, known.more, extend]); // also after a page without a job that can be read

  const isEmpty = known.jobs.length === 0;
  const isFiltered = filter.q !== "" || filter.status !== null;
  const isComing = isLoading || (isEmpty && known.more !== null);
  const unreadable = unreadableOf(known);
  return (
    <>
      {error !== null && <ProblemAlert problem={error} status={isEmpty ? "error" : "warning"} />}
      {isComing && error === null && <LoadingList />}
      <UnreadableJobs jobs={unreadable} onDelete={onActions} />
      {!isComing &&
        isEmpty &&
        unreadable.length === 0 &&
        (isFiltered ? <NothingFound onReset={onReset} /> : <EmptyList />)}
      {!isEmpty && (
        <JobList
          list={list}
          rows={rows}
          height={height}
          grid={grid}
          box={box}
          bar={<ChosenBar jobs={known.jobs} grid={grid} onActions={onActions} />}
          onAction={onAction}
        />
      )}
      {asked?.action === "delete" && <DeleteDialog targets={asked.targets} onClose={onClose} />}
      {asked?.action === "convert" && <ConvertDialog targets={asked.targets} onClose={onClose} />}
    </>
  );
}

interface Ask {
  readonly action: AskedAction;
  readonly targets: readonly Target[];
}

/** Actions that need a word more are asked about first, the others done at once. */
function useAsked() {
  const { act } = useDoing();
  const [asked, setAsked] = useState<Ask | null>(null);
  const onActions = useCallback(
    (action: Action, targets: readonly Target[]) => {
      if (isAsked(action)) setAsked({ action, targets });
      else act({ action, targets });
    },
    [act],
  );
  const onAction = useCallback(
    (action: Action, target: Target) => {
      onActions(action, [target]);
    },
    [onActions],
  );
  const onClose = useCallback(() => {
    setAsked(null);
  }, []);
  return { asked, onAction, onActions, onClose };
}

/** Scroll just so far that the row `from` pixels into the box is on the screen, clear of what sticks to its edges. */
function reveal(box: HTMLElement | null, from: number, height: number): void {
  if (box === null) return;
  const top = box.getBoundingClientRect().top + from;
  const least = box.previousElementSibling?.getBoundingClientRect().bottom ?? 0; // of the bar, wherever it sticks now
  const below = top + 2 * height - window.innerHeight;
  if (top < least) window.scrollBy(0, top - least);
  else if (below > 0) window.scrollBy(0, below);
}
