"use client";

/** Tells of jobs that end, on whatever page the reader is: by a message, and by the browser if the reader asked for that. */

import { useRouter } from "next/navigation";
import { type ReactNode, useCallback } from "react";

import { tell, useTelling } from "@/components/jobs/notify";
import { toaster } from "@/components/shell/toaster";
import type { Seen } from "@/lib/api/jobLists";
import { useJobNews } from "@/lib/api/jobNews";
import { jobAddress } from "@/lib/jobs/address";
import { useStrings } from "@/lib/strings";

/** More than so many that end at once are told of together. */
const MOST_APART = 3;

interface Item {
  readonly isGood: boolean;
  readonly title: string;
  readonly text: string;
  readonly address: string;
}

export function News(): ReactNode {
  const words = useStrings().jobs.news;
  const router = useRouter();
  const [telling] = useTelling();
  const isTelling = telling === "on";
  const onEnded = useCallback(
    (jobs: readonly Seen[]) => {
      for (const { isGood, title, text, address } of itemsOf(jobs, words)) {
        toaster.create({
          type: isGood ? "success" : "error",
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
    [words, router, isTelling],
  );
  useJobNews(onEnded, isTelling);
  return null;
}

type Words = ReturnType<typeof useStrings>["jobs"]["news"];

/** One item for each job, or for all that ended well and all that did not. */
function itemsOf(jobs: readonly Seen[], words: Words): readonly Item[] {
  if (jobs.length <= MOST_APART) return jobs.map((job) => itemOf(job, words));
  const good = jobs.filter(({ status }) => status === "done").length;
  const items: Item[] = [];
  if (good > 0) items.push({ isGood: true, title: words.manyDone(good), text: "", address: "/" });
  if (good < jobs.length)
    items.push({ isGood: false, title: words.manyFailed(jobs.length - good), text: "", address: "/" });
  return items;
}

function itemOf({ job_id: id, filename, status, error }: Seen, words: Words): Item {
  const isGood = status === "done";
  const title = isGood ? words.done : status === "rejected" ? words.rejected : words.failed;
  const text = isGood || error == null ? "" : `${error.message} ${error.hint}`;
  return { isGood, title: title(filename), text, address: jobAddress(id) };
}
