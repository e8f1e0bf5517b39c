"use client";

/** What can be done with the jobs that are chosen; it stays in sight while the list scrolls. */

import { Button, Checkbox, Flex, Text } from "@chakra-ui/react";
import type { ReactNode } from "react";

import type { Grid } from "@/components/jobs/useGrid";
import { ActionIcon } from "@/components/jobs/icons";
import type { JobLine } from "@/lib/api/jobs";
import { type Action, allows } from "@/lib/jobs/states";
import { useStrings } from "@/lib/strings";

const ACTIONS: readonly Action[] = ["cancel", "retry", "convert", "delete"];

interface ChosenBarProps {
  readonly jobs: readonly JobLine[];
  readonly grid: Grid;
  readonly onActions: (action: Action, jobs: readonly JobLine[]) => void;
}

export function ChosenBar({ jobs, grid, onActions }: ChosenBarProps): ReactNode {
  const words = useStrings().jobs;
  const { chosen } = grid.selection;
  const targets = chosen.size === 0 ? [] : jobs.filter(({ job_id }) => chosen.has(job_id));
  const isAll = targets.length === jobs.length;
  return (
    <Flex
      position="sticky"
      top="0"
      zIndex="docked"
      gap="2"
      wrap="wrap"
      align="center"
      minHeight="12"
      paddingInline={{ base: "1.5", lg: "4.5" }}
      paddingBlock="1"
      background="bg.panel"
      borderBottomWidth="1px"
      roundedTop="md"
    >
      <Checkbox.Root
        checked={isAll ? true : targets.length > 0 ? "indeterminate" : false}
        onCheckedChange={grid.chooseAll}
        aria-label={words.chooseAll}
      >
        <Checkbox.HiddenInput />
        <Checkbox.Control />
        <Checkbox.Label aria-live="polite" color={targets.length === 0 ? "fg.muted" : "fg"}>
          {targets.length === 0 ? words.chooseAll : words.chosen(targets.length)}
        </Checkbox.Label>
      </Checkbox.Root>
      {targets.length > 0 && (
        <Flex gap="1" wrap="wrap" role="group" aria-label={words.columns.actions}>
          {ACTIONS.map((action) => {
            const able = targets.filter((job) => allows(action, job));
            return (
              <Button
                key={action}
                size="xs"
                variant="surface"
                disabled={able.length === 0}
                onClick={() => {
                  onActions(action, able);
                }}
              >
                <ActionIcon action={action} />
                {words.actions[action]}
                {able.length !== targets.length && <Text as="span">({able.length})</Text>}
              </Button>
            );
          })}
          <Button size="xs" variant="ghost" onClick={grid.chooseNone}>
            {words.chooseNone}
          </Button>
        </Flex>
      )}
    </Flex>
  );
}
