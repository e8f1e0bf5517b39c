"use client";

/** Tells of jobs that end, on whatever page the reader is: by a message, and by the browser if the reader asked for that. */

import { useRouter } from "next/navigation";
import { type ReactNode, useCallback } from "react";

import { tell, useTelling } from "@/components/jobs/notify";
import { toaster } from "@/components/shell/toaster";
import { useJobNews } from "@/lib/api/jobNews";
import { jobAddress } from "@/lib/jobs/address";
import { missingIn } from "@/lib/jobs/missing";
import { type Tone, toneOf } from "@/lib/jobs/states";
import type { Ended } from "@/lib/jobs/watch";
import { type Spoken, useLanguage } from "@/lib/strings";

/** More than so many that end at once are told of together. */
const MOST_APART = 3;
const TONES: readonly Tone[] = ["success", "warning", "error"];

interface Item {
  readonly type: Tone;
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
    (jobs: readonly Ended[]) => {
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
function itemsOf(jobs: readonly Ended[], spoken: Spoken): readonly Item[] {
  const words = spoken.strings.jobs.news;
  if (jobs.length <= MOST_APART) return jobs.map((job) => itemOf(job, spoken));
  return TONES.flatMap((type) => {
    const count = jobs.filter(({ status }) => toneOf(status) === type).length;
    return count === 0 ? [] : [{ type, title: words.many[type](count), text: "", address: "/" }];
  });
}

function itemOf({ job_id: id, filename, status, error, missing }: Ended, spoken: Spoken): Item {
  const words = spoken.strings.jobs.news;
  const type = toneOf(status);
  const title = words.one[status](filename, missingIn(missing, spoken));
  const text = error == null || type !== "error" ? "" : `${error.message} ${error.hint}`;
  return { type, title, text, address: jobAddress(id) };
}
