/** One job as a row of the list. */

import Link from "next/link";
import { memo, type MouseEvent, type ReactNode } from "react";

import { ActionIcon } from "@/components/jobs/icons";
import styles from "@/components/jobs/list.module.css";
import { Poster } from "@/components/jobs/Poster";
import { StateCell } from "@/components/jobs/StateCell";
import type { JobLine } from "@/lib/api/jobs";
import { type Action, ACTIONS, allows } from "@/lib/jobs/actions";
import { jobAddress } from "@/lib/jobs/address";
import { hasOutputs } from "@/lib/jobs/states";
import { useLanguage } from "@/lib/strings";

interface RowProps {
  readonly job: JobLine;
  /** Place in the list, from 0. */
  readonly at: number;
  readonly height: number;
  readonly isChosen: boolean;
  /** The row that keys act on; only its controls are reached with Tab. */
  readonly isCurrent: boolean;
  readonly onChoose: (job: JobLine, isRange: boolean) => void;
  readonly onAction: (action: Action, job: JobLine) => void;
}

/** The element id of a job's row. */
export function rowId(jobId: string): string {
  return `job-${jobId}`;
}

export const Row = memo(function Row({
  job,
  at,
  height,
  isChosen,
  isCurrent,
  onChoose,
  onAction,
}: RowProps): ReactNode {
  const { strings } = useLanguage();
  const words = strings.jobs;
  const tabIndex = isCurrent ? 0 : -1;
  const choose = (event: MouseEvent) => {
    onChoose(job, event.shiftKey);
  };
  return (
    <div
      id={rowId(job.job_id)}
      role="row"
      aria-rowindex={at + 1}
      aria-selected={isChosen}
      data-current={isCurrent}
      className={styles.row}
      style={{ transform: `translateY(${at * height}px)` }}
    >
      {/* The whole cell takes the click, as a bare box is a small thing to hit; keys act on the list. */}
      {/* eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus */}
      <div role="gridcell" className={styles.choose} onClick={choose}>
        <input
          type="checkbox"
          tabIndex={tabIndex}
          checked={isChosen}
          readOnly
          aria-label={words.choose(job.filename)}
        />
      </div>
      <div role="gridcell" aria-hidden="true" className={styles.picture}>
        <Link href={jobAddress(job.job_id)} prefetch={false} tabIndex={-1}>
          <Poster id={job.job_id} isThere={hasOutputs(job)} />
        </Link>
      </div>
      <FilmCell job={job} tabIndex={tabIndex} />
      <StateCell job={job} />
      <TimesCell job={job} />
      <div role="gridcell" className={styles.actions}>
        {ACTIONS.filter((action) => allows(action, job)).map((action) => (
          <button
            key={action}
            type="button"
            tabIndex={tabIndex}
            title={words.actions[action]}
            aria-label={words.actionOn[action](job.filename)}
            onClick={() => {
              onAction(action, job);
            }}
          >
            <ActionIcon action={action} />
          </button>
        ))}
      </div>
    </div>
  );
});

function FilmCell({ job, tabIndex }: { job: JobLine; tabIndex: number }): ReactNode {
  const { format } = useLanguage();
  const { resolution, quality } = job.options;
  const length = job.duration === null ? null : format.clock(job.duration);
  const detail = [job.folder || null, format.bytes(job.size), length, job.profile, resolution, quality].filter(
    (part) => part != null,
  );
  return (
    <div role="gridcell" className={styles.film}>
      <Link
        href={jobAddress(job.job_id)}
        prefetch={false}
        tabIndex={tabIndex}
        title={job.filename}
        className={styles.name}
      >
        {job.filename}
      </Link>
      <div className={styles.detail}>{detail.join(" · ")}</div>
    </div>
  );
}

function TimesCell({ job }: { job: JobLine }): ReactNode {
  const { format, strings } = useLanguage();
  const { started_at: started, finished_at: finished } = job;
  const seconds = started !== null && finished !== null ? (Date.parse(finished) - Date.parse(started)) / 1000 : -1;
  return (
    <div role="gridcell" className={styles.times}>
      <div title={format.exact(job.created_at)}>{strings.jobs.added(format.moment(job.created_at))}</div>
      {seconds >= 0 && <div>{strings.jobs.took(format.duration(seconds))}</div>}
    </div>
  );
}
