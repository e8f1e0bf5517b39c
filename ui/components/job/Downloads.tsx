"use client";

/** The outputs of the job, to be had by signed links. */

import { Button, Stack, Text } from "@chakra-ui/react";
import { type ReactNode, useState } from "react";

import { Card } from "@/components/job/Card";
import { DownloadIcon } from "@/components/jobs/icons";
import { useProblemToast } from "@/components/problem/useProblemToast";
import { type Job, link, log } from "@/lib/api/jobs";
import { type Offer, offers } from "@/lib/jobs/outputs";
import { hasOutputs, isActive, isPublished } from "@/lib/jobs/states";
import { useLanguage } from "@/lib/strings";
import { titled } from "@/lib/strings/readable";

export function Downloads({ job }: { job: Job }): ReactNode {
  const { format, strings } = useLanguage();
  const words = strings.job.downloads;
  const isThere = hasOutputs(job);
  return (
    <Card title={words.title}>
      <Stack gap="2">
        {offers(job).map((offer) => (
          <OutputButton key={offer.output} job={job} offer={offer} />
        ))}
        {job.attempt > 0 && <LogButton job={job} />}
        <Text textStyle="sm" color="fg.muted">
          {isThere && job.expires_at !== null && words.until(format.moment(job.expires_at))}
          {isPublished(job.status) && !isThere && words.gone}
          {isActive(job.status) && words.waiting}
        </Text>
      </Stack>
    </Card>
  );
}

function OutputButton({ job, offer }: { job: Job; offer: Offer }): ReactNode {
  const { format, strings } = useLanguage();
  const { output, isMain, size } = offer;
  return (
    <SaveButton
      label={titled(strings.job.downloads.outputs, output)}
      aside={size === null ? "" : format.bytes(size)}
      isMain={isMain}
      find={async () => link(job.job_id, output)}
    />
  );
}

/** The log is text of the API, without a link of its own in the bucket. */
function LogButton({ job }: { job: Job }): ReactNode {
  const words = useLanguage().strings.job.downloads;
  return (
    <SaveButton
      label={words.log}
      aside=""
      isMain={false}
      find={async () => {
        const text = await log(job.job_id);
        return {
          url: `data:text/plain;charset=utf-8,${encodeURIComponent(text)}`,
          filename: `${job.filename}_log.txt`,
        };
      }}
    />
  );
}

interface SaveButtonProps {
  readonly label: string;
  readonly aside: string;
  readonly isMain: boolean;
  /** Where it is and what it is called. */
  readonly find: () => Promise<{ readonly url: string; readonly filename: string }>;
}

/** A button rather than a link: what cannot be had any more is told here, not in a page of JSON. */
function SaveButton({ label, aside, isMain, find }: SaveButtonProps): ReactNode {
  const tellProblem = useProblemToast();
  const [isPending, setPending] = useState(false);
  const save = async () => {
    setPending(true);
    try {
      const { url, filename } = await find();
      const anchor = document.createElement("a");
      anchor.href = url;
      anchor.download = filename;
      anchor.click();
    } catch (problem) {
      tellProblem(problem, label);
    } finally {
      setPending(false);
    }
  };
  return (
    <Button
      variant={isMain ? "solid" : "outline"}
      justifyContent="flex-start"
      loading={isPending}
      onClick={() => void save()}
    >
      <DownloadIcon />
      {label}
      <Text as="span" marginInlineStart="auto" fontWeight="normal">
        {aside}
      </Text>
    </Button>
  );
}
