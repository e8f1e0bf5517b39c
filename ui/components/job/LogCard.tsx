"use client";

/** The ffmpeg command of the latest try, and the last lines of its log. */

import { Button, HStack, Skeleton, Stack, Text } from "@chakra-ui/react";
import { type ReactNode, useRef, useState } from "react";

import { Card } from "@/components/job/Card";
import styles from "@/components/job/job.module.css";
import { ProblemAlert } from "@/components/problem/ProblemAlert";
import { useLog } from "@/lib/api/job";
import type { Job } from "@/lib/api/jobs";
import { copied } from "@/lib/clipboard";
import { useStrings } from "@/lib/strings";

/** Asked for by a press; a job that failed shows it at once, as it is where the reason is looked for. */
export function LogCard({ job }: { job: Job }): ReactNode {
  const words = useStrings().job.log;
  const [isOpen, setOpen] = useState(job.status === "failed");
  return (
    <Card title={words.title}>
      {isOpen ? (
        <Log job={job} />
      ) : (
        <Button
          size="sm"
          variant="outline"
          onClick={() => {
            setOpen(true);
          }}
        >
          {words.show}
        </Button>
      )}
    </Card>
  );
}

function Log({ job }: { job: Job }): ReactNode {
  const words = useStrings().job.log;
  const { data, error, refetch } = useLog(job.job_id, job.attempt, true);
  const text = useRef<HTMLPreElement>(null);
  const [came, setCame] = useState<"copied" | "notCopied" | null>(null);
  if (error !== null) return <ProblemAlert problem={error} status="warning" onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton height="40" />;
  const copy = async () => {
    const isThere = await copied(data);
    if (!isThere && text.current) getSelection()?.selectAllChildren(text.current);
    setCame(isThere ? "copied" : "notCopied");
  };
  return (
    <Stack gap="2">
      {/* Scrolls by itself, so it has to be reached with Tab. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre ref={text} className={styles.log} tabIndex={0} role="region" aria-label={words.label}>
        {data}
      </pre>
      <HStack gap="2" wrap="wrap">
        <Button size="xs" variant="outline" onClick={() => void copy()}>
          {words.copy}
        </Button>
        <Text role="status" textStyle="sm">
          {came !== null && words[came]}
        </Text>
      </HStack>
    </Stack>
  );
}
