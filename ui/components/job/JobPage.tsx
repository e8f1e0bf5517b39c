"use client";

/** All that is known of one job. */

import { Grid, Heading, HStack, Link as ChakraLink, Skeleton, Stack } from "@chakra-ui/react";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import type { ReactNode } from "react";

import { CostCard } from "@/components/costs/CostCard";
import { CertificateCard } from "@/components/job/CertificateCard";
import { Downloads } from "@/components/job/Downloads";
import { Ending } from "@/components/job/Ending";
import { FactsCard } from "@/components/job/FactsCard";
import { JobActions } from "@/components/job/JobActions";
import { LogCard } from "@/components/job/LogCard";
import { PartialCard } from "@/components/job/PartialCard";
import { SegmentsCard } from "@/components/job/SegmentsCard";
import { Screen } from "@/components/job/Screen";
import { TimelineCard } from "@/components/job/TimelineCard";
import { Bar, State } from "@/components/jobs/StateCell";
import { ProblemAlert } from "@/components/problem/ProblemAlert";
import { useJob } from "@/lib/api/job";
import type { Job } from "@/lib/api/jobs";
import { useLanguage } from "@/lib/strings";

export function JobPage(): ReactNode {
  const words = useLanguage().strings.job;
  const id = useSearchParams().get("id") ?? "";
  return (
    <Stack gap="5">
      <ChakraLink asChild alignSelf="start" textStyle="sm">
        <Link href="/">← {words.back}</Link>
      </ChakraLink>
      {id === "" ? <Heading size="lg">{words.unnamed}</Heading> : <Known key={id} id={id} />}
    </Stack>
  );
}

function Known({ id }: { id: string }): ReactNode {
  const words = useLanguage().strings.job;
  const { data: job, error, refetch } = useJob(id);
  return (
    <>
      {error !== null && (
        <ProblemAlert problem={error} status={job === undefined ? "error" : "warning"} onRetry={() => void refetch()} />
      )}
      {job === undefined && error === null && (
        <Stack gap="4" role="status" aria-label={words.loading}>
          <Skeleton height="10" maxWidth="md" />
          <Skeleton height="sm" />
        </Stack>
      )}
      {job !== undefined && <Whole job={job} />}
    </>
  );
}

function Whole({ job }: { job: Job }): ReactNode {
  return (
    <>
      <Top job={job} />
      <PartialCard job={job} />
      <Ending job={job} />
      <Grid
        gap="5"
        templateColumns={{ base: "minmax(0, 1fr)", xl: "minmax(0, 5fr) minmax(0, 3fr)" }}
        alignItems="start"
      >
        <Stack gap="5">
          <Screen job={job} />
          <FactsCard job={job} />
          <CertificateCard job={job} />
          <LogCard job={job} />
        </Stack>
        <Stack gap="5">
          <SegmentsCard job={job} />
          <Downloads job={job} />
          <TimelineCard job={job} />
          <CostCard job={job} />
        </Stack>
      </Grid>
    </>
  );
}

/** Name, state and what can be done. */
function Top({ job }: { job: Job }): ReactNode {
  const { format, strings } = useLanguage();
  const { left, attempt } = strings.jobs;
  const isRunning = job.status === "running";
  const eta = job.eta_seconds === null ? null : left(format.duration(job.eta_seconds));
  const parts = [
    isRunning ? format.percent(job.progress) : null,
    isRunning ? eta : null,
    job.attempt > 1 ? attempt(job.attempt) : null,
    job.folder || null,
    job.profile,
    job.options.resolution,
    job.options.quality,
  ];
  return (
    <Stack gap="2">
      <HStack gap="4" wrap="wrap" justify="space-between" align="start">
        <Heading as="h1" size="2xl" overflowWrap="anywhere">
          {job.filename}
        </Heading>
        <JobActions job={job} />
      </HStack>
      <HStack gap="3" wrap="wrap" textStyle="sm" color="fg.muted" role="status">
        <State job={job} />
        <span>{parts.filter((part) => part != null).join(" · ")}</span>
      </HStack>
      {isRunning && <Bar job={job} />}
    </Stack>
  );
}
