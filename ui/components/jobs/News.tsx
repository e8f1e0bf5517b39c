"use client";

/** Tells of jobs that end, on whatever page the reader is: by a message, and by the browser if the reader asked for that. */

import { useRouter } from "next/navigation";
import { type ReactNode, useCallback } from "react";

import { tell, useTelling } from "@/components/jobs/notify";
import { toaster } from "@/components/shell/toaster";
import type { Seen } from "@/lib/api/jobLists";
import { useJobNews } from "@/lib/api/jobNews";
import { jobAddress } from "@/lib/jobs/address";
import { missingIn } from "@/lib/jobs/missing";
import { type Spoken, useLanguage } from "@/lib/strings";

/** More than so many that end at once are told of together. */
const MOST_APART = 3;

interface Item {
  readonly type: "success" | "warning" | "error";
  readonly title: string;
  readonly text: string;
  readonly address: string;
}

export function News(): ReactNode {
  const spoken = useLanguage();
  const words = spoken.strings.jobs.news;
  const router = useRouter();
  const [telling] = useTelling();
  const isTelling = telling === "on";
  const onEnded = useCallback(
    (jobs: readonly Seen[]) => {
      for (const { type, title, text, address } of itemsOf(jobs, spoken)) {
        toaster.create({
          type,
          title,
          description: text,
          action: {
            label: words.show,
            onClick: () => {
              router.push(address);
            },
          },
        });
        if (isTelling && document.hidden) tell(title, text, address);
      }
    },
    [spoken, words, router, isTelling],
  );
  useJobNews(onEnded, isTelling);
  return null;
}

/** One item for each job, or one for all that ended well, one for those that are partial, and one for those that did not. */
function itemsOf(jobs: readonly Seen[], spoken: Spoken): readonly Item[] {
  const words = spoken.strings.jobs.news;
  if (jobs.length <= MOST_APART) return jobs.map((job) => itemOf(job, spoken));
  const many = (status: Seen["status"]) => jobs.filter((job) => job.status === status).length;
  const [good, partial] = [many("done"), many("partial")];
  const bad = jobs.length - good - partial;
  const items: Item[] = [];
  if (good > 0) items.push({ type: "success", title: words.manyDone(good), text: "", address: "/" });
  if (partial > 0) items.push({ type: "warning", title: words.manyPartial(partial), text: "", address: "/" });
  if (bad > 0) items.push({ type: "error", title: words.manyFailed(bad), text: "", address: "/" });
  return items;
}

function itemOf({ job_id: id, filename, status, error, missing }: Seen, spoken: Spoken): Item {
  const words = spoken.strings.jobs.news;
  const address = jobAddress(id);
  if (status === "done") return { type: "success", title: words.done(filename), text: "", address };
  if (status === "partial")
    return { type: "warning", title: words.partial(filename, missingIn(missing, spoken)), text: "", address };
  const title = status === "rejected" ? words.rejected : words.failed;
  const text = error == null ? "" : `${error.message} ${error.hint}`;
  return { type: "error", title: title(filename), text, address };
}
