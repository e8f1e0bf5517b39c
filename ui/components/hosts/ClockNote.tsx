"use client";

import { Stack, Text } from "@chakra-ui/react";
import type { ReactNode } from "react";
import { type Clock, useHealth } from "@/lib/api/hosts";
import { ProblemAlert } from "@/components/problem/ProblemAlert";
import { type Spoken, useLanguage } from "@/lib/strings";

/** What the clock did last: mend what was lost, delete what is past its time. Or what the installation lacks. */
export function ClockNote(): ReactNode {
  const spoken = useLanguage();
  const health = useHealth();
  const words = spoken.strings.hosts;
  if (health.error) return <ProblemAlert problem={health.error} status="warning" />;
  if (!health.data) return null;
  const clock = health.data.clock ?? null;

  return (
    <Stack as="section" aria-label={words.cleanup} gap="0.5" textStyle="sm" color="fg.muted">
      <Text>
        <Text as="strong" color="fg">
          {words.cleanup}.
        </Text>{" "}
        {told(clock, spoken)}
      </Text>
      {clock?.late === true && (
        <Text color="fg.warning" role="status">
          {words.late}
        </Text>
      )}
    </Stack>
  );
}

function told(clock: Clock | null, { strings, format }: Spoken): string {
  const words = strings.hosts;
  if (clock === null) return words.noTurn;
  const turn = words.turn(format.ago(clock.last.ended_at), format.duration(clock.last.seconds));
  if (clock.worked === null) return `${turn} ${words.nothingDone}`;
  const done = Object.entries(clock.worked.done).map(
    ([kind, count]) => `${words.done[kind] ?? kind.replaceAll(/[_-]/g, " ")}: ${format.number(count)}`,
  );
  return `${turn} ${words.lastWork(format.ago(clock.worked.ended_at), done.join(", "))}`;
}
