"use client";

/** The jobs of which what is written down cannot be read: said above the list, each with its id and a way to be rid of it. */

import { Alert, Button, Code, HStack, Stack, Text } from "@chakra-ui/react";
import { type ReactNode, useState } from "react";

import type { Target } from "@/lib/api/jobActions";
import type { UnreadableJob } from "@/lib/api/jobs";
import type { Action } from "@/lib/jobs/actions";
import { useStrings } from "@/lib/strings";

/** Named at once; the others when they are asked for, so that the jobs that can be read stay in sight. */
const FIRST = 5;

interface UnreadableJobsProps {
  readonly jobs: readonly UnreadableJob[];
  readonly onDelete: (action: Action, targets: readonly Target[]) => void;
}

export function UnreadableJobs({ jobs, onDelete }: UnreadableJobsProps): ReactNode {
  const words = useStrings().jobs;
  const [isWhole, setWhole] = useState(false);
  if (jobs.length === 0) return null;
  const shown = isWhole ? jobs : jobs.slice(0, FIRST);
  return (
    <Alert.Root status="warning" role="status" alignItems="flex-start">
      <Alert.Indicator />
      <Alert.Content gap="2" minW="0">
        <Alert.Title>{words.unreadable.title(jobs.length)}</Alert.Title>
        <Alert.Description as={Stack} gap="2">
          <Text>{words.unreadable.text}</Text>
          {shown.map(({ job_id, filename, reason }) => {
            const name = filename ?? job_id;
            return (
              <HStack key={job_id} gap="3" wrap="wrap" justify="space-between">
                <Stack gap="0.5" minW="0">
                  {filename !== null && filename !== undefined && (
                    <Text fontWeight="medium" overflowWrap="anywhere">
                      {filename}
                    </Text>
                  )}
                  <Code size="sm" overflowWrap="anywhere">
                    {job_id}
                  </Code>
                  <Text textStyle="xs" overflowWrap="anywhere">
                    {reason}
                  </Text>
                </Stack>
                <Button
                  size="sm"
                  variant="outline"
                  aria-label={words.actionOn.delete(name)}
                  onClick={() => {
                    onDelete("delete", [{ job_id, filename: name, status: "failed", remedies: [] }]);
                  }}
                >
                  {words.actions.delete}
                </Button>
              </HStack>
            );
          })}
          {shown.length < jobs.length && (
            <Button size="sm" variant="ghost" alignSelf="start" onClick={() => setWhole(true)}>
              {words.unreadable.all(jobs.length)}
            </Button>
          )}
        </Alert.Description>
      </Alert.Content>
    </Alert.Root>
  );
}
