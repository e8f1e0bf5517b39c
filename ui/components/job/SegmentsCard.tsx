"use client";

/** A film that many workers make: which of its segments are done, and who makes the others. Numbers are those of the log. */

import { Stack, Text } from "@chakra-ui/react";
import type { ReactNode } from "react";

import { Card } from "@/components/job/Card";
import styles from "@/components/job/job.module.css";
import type { Job } from "@/lib/api/jobs";
import { useLanguage } from "@/lib/strings";

type Segment = NonNullable<Job["segments"]>["segments"][number];

export function SegmentsCard({ job }: { job: Job }): ReactNode {
  const words = useLanguage().strings.job.segments;
  if (job.segments === null) return null;
  const { done, total, sound, segments } = job.segments;
  const running = segments.filter(({ state }) => state === "running");
  return (
    <Card title={words.title} aside={<Text textStyle="sm">{words.done(done, total)}</Text>}>
      <div className={styles.segments} role="img" aria-label={words.drawn(done, running.length, total)}>
        {segments.map(({ number, state }) => (
          <div key={number} data-stage={state} title={`${words.segment(number)}: ${words.stages[state]}`} />
        ))}
      </div>
      <Stack as="ul" gap="1" listStyleType="none" textStyle="sm" marginTop="3">
        {running.map((segment) => (
          <Running key={segment.number} segment={segment} />
        ))}
        {done === total && sound === "done" ? (
          <li>{words.joining}</li>
        ) : (
          <li>
            {words.sound}{" "}
            <Text as="span" color="fg.muted">
              {words.stages[sound]}
            </Text>
          </li>
        )}
      </Stack>
    </Card>
  );
}

function Running({ segment }: { segment: Segment }): ReactNode {
  const { format, strings } = useLanguage();
  const words = strings.job.segments;
  const { number, worker, frames_done, frames_total, tries } = segment;
  const more = [
    worker === null ? null : words.worker(worker),
    frames_total === null ? null : words.frames(format.number(frames_done), format.number(frames_total)),
    tries > 1 ? strings.jobs.attempt(tries) : null,
  ];
  return (
    <li>
      {words.segment(number)}{" "}
      <Text as="span" color="fg.muted">
        {more.filter((part) => part !== null).join(" · ")}
      </Text>
    </li>
  );
}
