"use client";

/** How long each part of the job's life took. */

import { HStack, Stack, Text } from "@chakra-ui/react";
import { type ReactNode, useEffect, useState } from "react";

import { Card } from "@/components/job/Card";
import styles from "@/components/job/job.module.css";
import type { Job } from "@/lib/api/jobs";
import { isActive } from "@/lib/jobs/states";
import { seconds, type Span, timeline } from "@/lib/jobs/timeline";
import { useLanguage } from "@/lib/strings";

const TICK_MILLISECONDS = 1000;

export function TimelineCard({ job }: { job: Job }): ReactNode {
  const { format, strings } = useLanguage();
  const words = strings.job.timeline;
  const now = useNow(isActive(job.status));
  const spans = timeline(job);
  const total = spans.reduce((sum, span) => sum + seconds(span, now), 0);
  return (
    <Card title={words.title} aside={job.worker !== null && <Text textStyle="sm">{words.worker(job.worker)}</Text>}>
      <Stack as="ol" gap="3" listStyleType="none">
        {spans.map((span) => (
          <SpanRow key={span.step} span={span} now={now} total={total} />
        ))}
      </Stack>
      <HStack justify="space-between" marginTop="4" paddingTop="3" borderTopWidth="1px" fontWeight="medium">
        <span>{words.total}</span>
        <span>{format.duration(total)}</span>
      </HStack>
    </Card>
  );
}

function SpanRow({ span, now, total }: { span: Span; now: number; total: number }): ReactNode {
  const { format, strings } = useLanguage();
  const words = strings.job.timeline;
  const from = new Date(span.from).toISOString();
  const took = seconds(span, now);
  return (
    <li>
      <HStack justify="space-between" gap="3">
        <span>{words.steps[span.step]}</span>
        <span>{format.duration(took)}</span>
      </HStack>
      <div className={styles.span} data-open={span.to === null} aria-hidden="true">
        <div style={{ width: `${total > 0 ? (took / total) * 100 : 0}%` }} />
      </div>
      <Text textStyle="xs" color="fg.muted" title={format.exact(from)}>
        {words.from(format.time(from))}
      </Text>
    </li>
  );
}

/** The time, milliseconds since 1970; it goes on by the second while `isRunning`. */
function useNow(isRunning: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(() => {
      setNow(Date.now());
    }, TICK_MILLISECONDS);
    return () => {
      clearInterval(timer);
    };
  }, [isRunning]);
  return now;
}
