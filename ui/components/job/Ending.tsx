"use client";

/** Why the job ended without a proxy, or why its last try did not finish, and what to do. */

import type { ReactNode } from "react";

import { ProblemAlert } from "@/components/problem/ProblemAlert";
import type { Job } from "@/lib/api/jobs";
import { isNews, isOver, isPublished } from "@/lib/jobs/states";
import { useStrings } from "@/lib/strings";

export function Ending({ job }: { job: Job }): ReactNode {
  const words = useStrings().job.ended;
  const { status, error } = job;
  if (status === "expired") {
    const told = { code: "expired", message: words.titles.expired, hint: words.expiredNext };
    return <ProblemAlert problem={error ?? told} title={words.titles.expired} status="warning" />;
  }
  if (error === null || isPublished(status)) return null;
  const title = isOver(status) ? words.titles[status] : words.lastTry;
  return <ProblemAlert problem={error} title={title} status={isNews(status) ? "error" : "warning"} />;
}
