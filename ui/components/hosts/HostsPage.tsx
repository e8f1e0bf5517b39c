"use client";

import { EmptyState, Heading, Skeleton, Stack, Text } from "@chakra-ui/react";
import type { ReactNode } from "react";
import { ProblemAlert } from "@/components/problem/ProblemAlert";
import { type HostLoad, useHistory, useLoad } from "@/lib/api/hosts";
import { roster, type Shown } from "@/lib/hosts/roster";
import { useStrings } from "@/lib/strings";
import { ClockNote } from "./ClockNote";
import { HostCard } from "./HostCard";

const SPAN_SECONDS = 900; // as long as the API's own answer is still under way
const EVERY_SECONDS = 15;

/** Every worker host of the last 15 minutes, live. */
export function HostsPage(): ReactNode {
  const words = useStrings().hosts;
  const load = useLoad();
  const history = useHistory(load.data?.hosts);
  const hosts = load.data ? roster<HostLoad>(load.data.hosts, history.data?.hosts ?? []) : undefined;
  const span = {
    until: latest(hosts ?? []) ?? load.dataUpdatedAt,
    seconds: history.data?.span_seconds ?? SPAN_SECONDS,
    everySeconds: history.data?.every_seconds ?? EVERY_SECONDS,
  };

  return (
    <Stack gap="6">
      <Stack gap="1">
        <Heading as="h1" size="2xl">
          {words.title}
        </Heading>
        <Text color="fg.muted">{words.lead}</Text>
      </Stack>
      {load.error && (
        <ProblemAlert
          problem={load.error}
          status={load.data ? "warning" : "error"}
          onRetry={() => void load.refetch()}
        />
      )}
      {history.error && !load.error && <ProblemAlert problem={history.error} status="warning" />}
      {load.isPending && <Skeleton h="64" rounded="l3" />}
      {hosts?.length === 0 && <Nobody />}
      {hosts?.map((host) => (
        <HostCard key={host.key} host={host} span={span} />
      ))}
      <ClockNote />
    </Stack>
  );
}

function Nobody(): ReactNode {
  const words = useStrings().hosts;
  return (
    <EmptyState.Root>
      <EmptyState.Content>
        <EmptyState.Title>{words.none}</EmptyState.Title>
        <EmptyState.Description>{words.noneHint}</EmptyState.Description>
      </EmptyState.Content>
    </EmptyState.Root>
  );
}

/** The newest moment that any live host reported: now, by the clock that dates all of this. */
function latest(hosts: readonly Shown<HostLoad>[]): number | undefined {
  const seen = hosts.flatMap(({ load, silent }) => (silent || !load.seen_at ? [] : [Date.parse(load.seen_at)]));
  return seen.length > 0 ? Math.max(...seen) : undefined;
}
