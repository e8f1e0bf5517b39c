"use client";

import { Alert, Badge, Heading, HStack, Link, SimpleGrid, Stack, Text } from "@chakra-ui/react";
import NextLink from "next/link";
import { type ReactNode, useId } from "react";
import type { HostLoad } from "@/lib/api/hosts";
import type { Shown } from "@/lib/hosts/roster";
import type { Metric } from "@/lib/hosts/series";
import { type Strings, useLanguage } from "@/lib/strings";
import { MetricTile, type Span } from "./MetricTile";
import { SampleTable } from "./SampleTable";

const SHORT_ID = 8; // digits, as the command line shows them

/** One host: how it is, what it runs, and whether it takes more. */
export function HostCard({ host, span }: { host: Shown<HostLoad>; span: Span }): ReactNode {
  const { strings, format } = useLanguage();
  const words = strings.hosts;
  const heading = useId();
  const { load, silent, samples } = host;
  const standing = standingOf(host);
  const [, five, fifteen] = load.load_average.map((each) => format.number(each, 1));
  const more: Partial<Record<Metric, string>> = {
    memory_percent: words.available(format.bytes(load.memory_available), format.bytes(load.memory_total)),
    load_average: words.averages(five ?? "", fifteen ?? ""),
  };
  const tile = (metric: Metric) => (
    <MetricTile
      key={metric}
      host={load.host}
      metric={metric}
      samples={samples}
      span={span}
      isPast={silent}
      more={silent ? undefined : more[metric]}
    />
  );

  return (
    <Stack
      as="article"
      aria-labelledby={heading}
      gap="4"
      bg="bg.panel"
      borderWidth="1px"
      borderColor={silent ? "border.emphasized" : "border"}
      rounded="l3"
      p={{ base: "4", md: "5" }}
    >
      <HStack justify="space-between" wrap="wrap" gap="2">
        <HStack gap="2" wrap="wrap">
          <Heading as="h2" id={heading} size="md">
            {load.host}
          </Heading>
          <Badge colorPalette={COLOUR[standing]}>{words[standing]}</Badge>
        </HStack>
        <Text textStyle="xs" color="fg.muted">
          {[...skillsOf(load, words), `${words.sandbox}: ${wallsOf(load.sandbox, words.sandboxes)}`].join(" · ")}
        </Text>
      </HStack>
      {silent && load.seen_at && <Notice status="warning">{words.silentSince(format.moment(load.seen_at))}</Notice>}
      {!silent && load.refusing && (
        <Notice status="info" title={words.refusing}>
          {load.refusing}
        </Notice>
      )}
      <SimpleGrid columns={{ base: 2, md: 3, lg: 5 }} gap={{ base: "4", md: "6" }} color={silent ? "fg.muted" : "fg"}>
        {(["cpu_percent", "memory_percent", "disk_free", "load_average", "jobs"] as const).map(tile)}
      </SimpleGrid>
      {!silent && <Running jobs={load.jobs} />}
      <SampleTable host={load.host} samples={samples} />
    </Stack>
  );
}

function Notice({
  status,
  title,
  children,
}: {
  status: "warning" | "info";
  title?: string;
  children: ReactNode;
}): ReactNode {
  return (
    <Alert.Root status={status} size="sm">
      <Alert.Indicator />
      <Alert.Content>
        {title !== undefined && <Alert.Title>{title}</Alert.Title>}
        <Alert.Description>{children}</Alert.Description>
      </Alert.Content>
    </Alert.Root>
  );
}

function Running({ jobs }: { jobs: readonly string[] }): ReactNode {
  const words = useLanguage().strings.hosts;
  if (jobs.length === 0) {
    return (
      <Text textStyle="sm" color="fg.muted">
        {words.runsNothing}
      </Text>
    );
  }
  return (
    <HStack wrap="wrap" textStyle="sm" gap="3">
      <Text color="fg.muted">{words.runs}</Text>
      {jobs.map((id) => (
        <Link key={id} asChild fontFamily="mono" aria-label={words.job(id.slice(0, SHORT_ID))}>
          <NextLink href={`/job/?id=${id}`}>{id.slice(0, SHORT_ID)}</NextLink>
        </Link>
      ))}
    </HStack>
  );
}

type Standing = "silent" | "draining" | "reporting";

const COLOUR: Readonly<Record<Standing, string>> = { silent: "orange", draining: "blue", reporting: "green" };

function standingOf({ load, silent }: Shown<HostLoad>): Standing {
  if (silent) return "silent";
  return load.draining ? "draining" : "reporting";
}

/** What the host can do, as far as it tells. */
function skillsOf({ cores, ffmpeg, encoders }: HostLoad, words: Strings["hosts"]): string[] {
  return [
    ...(cores ? [words.cores(cores)] : []),
    ...(ffmpeg ? [words.ffmpeg(ffmpeg)] : []),
    ...(encoders.length > 0 ? [words.encoders(encoders.join(", "))] : []),
  ];
}

function wallsOf(tier: string | null | undefined, named: Readonly<Record<string, string>>): string {
  return named[tier ?? "unknown"] ?? tier ?? "";
}
