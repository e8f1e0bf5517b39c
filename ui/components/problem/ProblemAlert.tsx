"use client";

import { Alert, Button, chakra, Code, HStack, Stack, Text } from "@chakra-ui/react";
import type { ReactNode } from "react";
import { useStrings } from "@/lib/strings";
import { wordsOf } from "./words";

interface ProblemAlertProps {
  /** An ApiProblem, a job's error, or whatever else was thrown. */
  problem: unknown;
  /** What was not done because of it, in a few words. */
  title?: string;
  onRetry?: (() => void) | undefined;
  /** "warning" for what mends itself. */
  status?: "error" | "warning";
}

/** A problem in full: its sentence, what to do, its code, and which inputs are wrong. */
export function ProblemAlert({ problem, title, onRetry, status = "error" }: ProblemAlertProps): ReactNode {
  const strings = useStrings();
  const { code, message, hint, detail, fields, requestId } = wordsOf(problem, strings);
  const inputs = Object.entries(fields);
  return (
    <Alert.Root status={status} role="alert" alignItems="flex-start" flexWrap={{ base: "wrap", sm: "nowrap" }}>
      <Alert.Indicator />
      <Alert.Content gap="1" minW="0">
        {title !== undefined && <Alert.Title>{title}</Alert.Title>}
        <Alert.Description as={Stack} gap="1.5">
          <Text fontWeight={title === undefined ? "medium" : undefined}>{message}</Text>
          {inputs.length > 0 && (
            <chakra.ul ps="4" listStyle="disc">
              {inputs.map(([name, wrong]) => (
                <li key={name}>
                  <Code size="sm">{name}</Code> {wrong}
                </li>
              ))}
            </chakra.ul>
          )}
          {hint !== "" && <Text>{hint}</Text>}
          {detail !== "" && (
            <Text fontFamily="mono" textStyle="xs" overflowWrap="anywhere">
              {detail}
            </Text>
          )}
          <HStack gap="3" wrap="wrap" textStyle="xs">
            <span>
              {strings.problem.code} <Code size="xs">{code}</Code>
            </span>
            {requestId !== undefined && (
              <span>
                {strings.problem.request} <Code size="xs">{requestId}</Code>
              </span>
            )}
          </HStack>
        </Alert.Description>
      </Alert.Content>
      {onRetry && (
        <Button size="sm" variant="outline" w={{ base: "full", sm: "auto" }} onClick={onRetry}>
          {strings.shell.retry}
        </Button>
      )}
    </Alert.Root>
  );
}
