/** How a job stands, in words and colour, and how far it is. */

import type { ReactNode } from "react";

import styles from "@/components/jobs/list.module.css";
import type { JobLine } from "@/lib/api/jobs";
import { missingIn } from "@/lib/jobs/missing";
import { paletteOf } from "@/lib/jobs/states";
import { useLanguage } from "@/lib/strings";

/** The state as a word behind a dot of its colour. */
export function State({ job }: { job: Pick<JobLine, "status" | "phase"> }): ReactNode {
  const { strings } = useLanguage();
  const { phases, states } = strings.jobs;
  return (
    <span className={styles.badge} style={{ color: `var(--chakra-colors-${paletteOf(job.status)}-fg)` }}>
      {job.status === "running" && job.phase !== null ? phases[job.phase] : states[job.status]}
    </span>
  );
}

/** A bar that is as long as the job is far. */
export function Bar({ job }: { job: Pick<JobLine, "filename" | "progress"> }): ReactNode {
  const { format, strings } = useLanguage();
  return (
    <div
      role="progressbar"
      aria-label={strings.jobs.progress(job.filename)}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.floor(job.progress * 100)}
      aria-valuetext={format.percent(job.progress)}
      className={styles.bar}
    >
      <div style={{ transform: `scaleX(${job.progress})` }} />
    </div>
  );
}

export function StateCell({ job }: { job: JobLine }): ReactNode {
  const detail = useDetail(job);
  return (
    <div role="gridcell" className={styles.state}>
      <State job={job} />
      {job.status === "running" && <Bar job={job} />}
      {detail !== "" && (
        <div className={styles.detail} title={detail}>
          {detail}
        </div>
      )}
    </div>
  );
}

/** What is worth a second line: how long it takes, what came out, or why nothing did. */
function useDetail(job: JobLine): string {
  const spoken = useLanguage();
  const { format, strings } = spoken;
  const { left, proxy, attempt } = strings.jobs;
  const tries = job.attempt > 1 ? attempt(job.attempt) : null;
  switch (job.status) {
    case "running": {
      const eta = job.eta_seconds === null ? null : left(format.duration(job.eta_seconds));
      return [format.percent(job.progress), eta, tries].filter((part) => part !== null).join(" · ");
    }
    case "done":
      return job.proxy_size === null
        ? ""
        : proxy(format.bytes(job.proxy_size), format.percent(job.proxy_size / job.size));
    case "partial":
      return missingIn(job.missing, spoken);
    case "queued":
      return [tries, job.error?.message].filter((part) => part != null).join(" · ");
    case "failed":
    case "rejected":
      return job.error?.message ?? "";
    case "waiting":
    case "cancelled":
    case "expired":
      return "";
  }
}
