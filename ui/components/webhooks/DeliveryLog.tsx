"use client";

/** The log of what was told, newest first: of one webhook or all, page by page. */

import { Button, Field, Flex, Heading, HStack, NativeSelect, Skeleton, Stack, Text } from "@chakra-ui/react";
import { type ReactNode, type Ref, useId, useState } from "react";
import { ProblemAlert } from "@/components/problem/ProblemAlert";
import { type DeliveryState, type LogFilter, useDeliveries, type Webhook } from "@/lib/api/webhooks";
import { useWebhookWords } from "@/lib/strings/webhooks";
import { DELIVERY_STATES } from "@/lib/api/values";
import { DeliveryRow } from "./DeliveryRow";

interface DeliveryLogProps {
  /** Where the focus may be put. */
  readonly ref: Ref<HTMLDivElement>;
  readonly webhooks: readonly Webhook[];
  /** The one whose log is shown; null: that of all. */
  readonly only: string | null;
  readonly onOnly: (webhookId: string | null) => void;
}

export function DeliveryLog({ ref, webhooks, only, onOnly }: DeliveryLogProps): ReactNode {
  const words = useWebhookWords().log;
  const [state, setState] = useState<DeliveryState | null>(null);
  const heading = useId();
  return (
    <Stack
      as="section"
      ref={ref}
      tabIndex={-1}
      aria-labelledby={heading}
      gap="3"
      bg="bg.panel"
      borderWidth="1px"
      rounded="l3"
      p={{ base: "4", md: "5" }}
    >
      <Stack gap="0.5">
        <Heading as="h3" id={heading} size="md">
          {words.title}
        </Heading>
        <Text textStyle="sm" color="fg.muted">
          {words.lead}
        </Text>
      </Stack>
      <Flex gap="3" wrap="wrap">
        <Choice
          label={words.webhook}
          value={only}
          all={words.all}
          choices={webhooks.map(({ webhook_id, url }) => [webhook_id, url])}
          onChoose={onOnly}
        />
        <Choice
          label={words.state}
          value={state}
          all={words.all}
          choices={DELIVERY_STATES.map((each) => [each, words.states[each]])}
          onChoose={setState}
        />
      </Flex>
      <Pages key={`${only ?? ""}/${state ?? ""}`} filter={{ webhook_id: only, state }} webhooks={webhooks} />
    </Stack>
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T | null;
  readonly all: string;
  /** Value and words of each. */
  readonly choices: readonly (readonly [T, string])[];
  readonly onChoose: (value: T | null) => void;
}

function Choice<T extends string>({ label, value, all, choices, onChoose }: ChoiceProps<T>): ReactNode {
  return (
    <Field.Root width={{ base: "full", sm: "auto" }} maxW={{ base: "full", sm: "sm" }}>
      <Field.Label textStyle="xs">{label}</Field.Label>
      <NativeSelect.Root size="sm">
        <NativeSelect.Field
          value={value ?? ""}
          onChange={({ currentTarget }) =>
            onChoose(choices.find(([each]) => each === currentTarget.value)?.[0] ?? null)
          }
        >
          <option value="">{all}</option>
          {choices.map(([each, named]) => (
            <option key={each} value={each}>
              {named}
            </option>
          ))}
        </NativeSelect.Field>
        <NativeSelect.Indicator />
      </NativeSelect.Root>
    </Field.Root>
  );
}

interface PagesProps {
  readonly filter: LogFilter;
  readonly webhooks: readonly Webhook[];
}

function Pages({ filter, webhooks }: PagesProps): ReactNode {
  const words = useWebhookWords().log;
  const [before, setBefore] = useState<readonly string[]>([]); // the cursors of the pages down to this one
  const { data, error, isPlaceholderData, refetch } = useDeliveries(filter, before.at(-1) ?? null);
  const isAny = filter.webhook_id === null && filter.state === null;
  const [isFirst, older] = [before.length === 0, data?.next_cursor ?? null];
  return (
    <>
      {error !== null && <ProblemAlert problem={error} status="warning" onRetry={() => void refetch()} />}
      {data === undefined && error === null && (
        <Skeleton h="24" rounded="l2" role="status" aria-label={words.loading} />
      )}
      {data?.deliveries.length === 0 && (
        <Text role="status" textStyle="sm">
          {older !== null ? words.nothingHere : isAny && isFirst ? words.empty : words.nothing}
        </Text>
      )}
      {data !== undefined && data.deliveries.length > 0 && (
        <Stack
          as="ol"
          gap="0"
          listStyleType="none"
          css={{ "& > li + li": { borderTopWidth: "1px" } }}
          aria-label={words.list}
          aria-busy={isPlaceholderData}
        >
          {data.deliveries.map((delivery) => (
            <DeliveryRow
              key={delivery.delivery_id}
              delivery={delivery}
              webhook={webhooks.find(({ webhook_id }) => webhook_id === delivery.webhook_id)}
            />
          ))}
        </Stack>
      )}
      {(!isFirst || older !== null) && (
        <HStack gap="2">
          <Button size="xs" variant="outline" disabled={isFirst} onClick={() => setBefore(before.slice(0, -1))}>
            {words.newer}
          </Button>
          <Button
            size="xs"
            variant="outline"
            disabled={older === null || isPlaceholderData}
            onClick={() => older !== null && setBefore([...before, older])}
          >
            {words.older}
          </Button>
        </HStack>
      )}
    </>
  );
}
