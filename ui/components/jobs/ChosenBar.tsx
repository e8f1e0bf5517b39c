"use client";

/** What can be done with the jobs that are chosen; it stays in sight while the list scrolls. */

import { Button, Flex, Text } from "@chakra-ui/react";
import type { ReactNode } from "react";

import type { Grid } from "@/components/jobs/useGrid";
import styles from "@/components/jobs/list.module.css";
import { ActionIcon } from "@/components/jobs/icons";
import type { JobLine } from "@/lib/api/jobs";
import { type Action, ACTIONS, allows } from "@/lib/jobs/actions";
import { useStrings } from "@/lib/strings";

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
      top="14" // below the header, which stays in sight
      zIndex="docked"
      gap="2"
      wrap="wrap"
      align="center"
      minHeight="12"
      paddingInline={{ base: "2", lg: "4.5" }}
      paddingBlock="1"
      background="bg.panel"
      borderBottomWidth="1px"
      roundedTop="md"
    >
      <label className={styles.all}>
        <input
          ref={(box) => {
            if (box) box.indeterminate = targets.length > 0 && !isAll;
          }}
          type="checkbox"
          checked={isAll}
          aria-label={words.chooseAll}
          onChange={grid.chooseAll}
        />
        <span aria-live="polite">{targets.length === 0 ? words.chooseAll : words.chosen(targets.length)}</span>
      </label>
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
                display={{ base: able.length === 0 ? "none" : "inline-flex", md: "inline-flex" }} // a phone has no room to spare
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
