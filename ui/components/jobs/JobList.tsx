"use client";

/** The list of jobs: only the rows on the screen are there, however many there are. */

import { Box, Skeleton, Stack, Text } from "@chakra-ui/react";
import type { KeyboardEvent, ReactNode, RefObject } from "react";

import styles from "@/components/jobs/list.module.css";
import { Row, rowId } from "@/components/jobs/Row";
import type { Grid } from "@/components/jobs/useGrid";
import type { List } from "@/lib/api/jobLists";
import type { JobLine } from "@/lib/api/jobs";
import type { Action } from "@/lib/jobs/actions";
import type { Rows } from "@/lib/jobs/windowing";
import { useLanguage } from "@/lib/strings";

const SKELETONS = 6;

interface JobListProps {
  readonly list: List;
  readonly rows: Rows;
  /** Of a row, pixels. */
  readonly height: number;
  readonly grid: Grid;
  readonly box: RefObject<HTMLDivElement | null>;
  /** What stands above the rows and stays in sight. */
  readonly bar: ReactNode;
  readonly onAction: (action: Action, job: JobLine) => void;
}

export function JobList({ list, rows, height, grid, box, bar, onAction }: JobListProps): ReactNode {
  const { format, strings } = useLanguage();
  const words = strings.jobs;
  const { jobs, more } = list.known;
  const { current } = grid;
  const onKeyDown = (event: KeyboardEvent) => {
    if (grid.onKey(event, window.innerHeight / height)) event.preventDefault();
  };
  const shown = jobs.slice(rows.first, rows.last);
  return (
    <Box background="bg.panel" borderWidth="1px" rounded="md" paddingInline={{ base: "2", lg: "0" }}>
      {bar}
      <div
        ref={box}
        role="grid"
        tabIndex={0}
        aria-label={words.list}
        aria-multiselectable="true"
        aria-rowcount={more === null ? jobs.length : -1}
        aria-activedescendant={current === null ? undefined : rowId(current)}
        aria-describedby="jobs-keys"
        className={styles.list}
        style={{ height: jobs.length * height }}
        onKeyDown={onKeyDown}
      >
        {shown.map((job, index) => (
          <Row
            key={job.job_id}
            job={job}
            at={rows.first + index}
            height={height}
            isChosen={grid.selection.chosen.has(job.job_id)}
            isCurrent={job.job_id === current}
            onChoose={grid.onChoose}
            onAction={onAction}
          />
        ))}
      </div>
      <Text id="jobs-keys" srOnly>
        {words.keys}
      </Text>
      <Text padding="3" textAlign="center" color="fg.muted" textStyle="sm" aria-live="polite">
        {list.isLoadingMore ? words.loadingMore : more === null ? words.end(format.number(jobs.length)) : ""}
      </Text>
    </Box>
  );
}

/** What stands in the place of the list until the first jobs are there. */
export function LoadingList(): ReactNode {
  const words = useLanguage().strings.jobs;
  return (
    <Stack gap="2" role="status" aria-label={words.loading}>
      {Array.from({ length: SKELETONS }, (_, at) => (
        <Skeleton key={at} height="4.5rem" rounded="md" />
      ))}
    </Stack>
  );
}
