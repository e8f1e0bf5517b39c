"use client";

import { Badge, Button, chakra, Flex, Heading, HStack, Stack, Text } from "@chakra-ui/react";
import { type ReactNode, useId, useRef, useState } from "react";
import { useProblemToast } from "@/components/problem/useProblemToast";
import { useChangeWebhook, useTestWebhook, type Webhook } from "@/lib/api/webhooks";
import { inOrder } from "@/lib/jobs/states";
import { useLanguage } from "@/lib/strings";
import { useWebhookWords } from "@/lib/strings/webhooks";
import { STANDING_PALETTE, standingOf } from "@/lib/webhooks/standing";
import { ChangeForm } from "./ChangeForm";
import { TestOutcome } from "./TestOutcome";

interface WebhookCardProps {
  readonly webhook: Webhook;
  readonly onAsk: (to: "remove" | "renew") => void;
  readonly onLog: () => void;
  /** What is to be seen of it for a while. */
  readonly children: ReactNode;
}

/** One webhook: where it is, what it is told of, how it fares, and what can be done with it. */
export function WebhookCard({ webhook, onAsk, onLog, children }: WebhookCardProps): ReactNode {
  const words = useWebhookWords();
  const { strings } = useLanguage();
  const heading = useId();
  const standing = standingOf(webhook);
  return (
    <Stack
      as="article"
      aria-labelledby={heading}
      gap="3"
      bg="bg.panel"
      borderWidth="1px"
      rounded="l3"
      p={{ base: "4", md: "5" }}
    >
      <Flex gap="2" wrap="wrap" align="center">
        <Heading as="h3" id={heading} size="sm" overflowWrap="anywhere">
          {webhook.url}
        </Heading>
        <Badge colorPalette={STANDING_PALETTE[standing]}>{words.fares[standing]}</Badge>
      </Flex>
      {webhook.description !== "" && <Text textStyle="sm">{webhook.description}</Text>}
      <Trouble webhook={webhook} />
      <chakra.dl textStyle="sm" display="flex" gap="3">
        <chakra.dt color="fg.muted" flexShrink="0">
          {words.tells}
        </chakra.dt>
        <dd>
          {inOrder(webhook.states)
            .map((status) => strings.jobs.states[status])
            .join(", ")}
        </dd>
      </chakra.dl>
      {children}
      <Actions webhook={webhook} onAsk={onAsk} onLog={onLog} />
    </Stack>
  );
}

/** Why it does not take what it is sent, since when, and when that is tried again. */
function Trouble({ webhook: { enabled, trouble } }: { webhook: Webhook }): ReactNode {
  const words = useWebhookWords();
  const { format } = useLanguage();
  if (trouble === null) return null;
  const told = [
    words.trouble(trouble.failures, format.ago(trouble.since)),
    trouble.reason,
    enabled && trouble.until !== null ? words.until(format.time(trouble.until)) : "",
  ];
  return (
    <Text textStyle="sm" color="fg.error" title={format.exact(trouble.since)}>
      {told.filter((part) => part !== "").join(" ")}
    </Text>
  );
}

function Actions({ webhook, onAsk, onLog }: Omit<WebhookCardProps, "children">): ReactNode {
  const words = useWebhookWords();
  const tellProblem = useProblemToast();
  const { url, webhook_id, enabled } = webhook;
  const [testing, switching] = [useTestWebhook(webhook_id), useChangeWebhook(webhook_id)];
  const [isChanged, setChanged] = useState(false);
  const change = useRef<HTMLButtonElement>(null);
  const named = (action: keyof typeof words.actions, isPending = false) => ({
    size: "xs" as const,
    variant: "outline" as const,
    loading: isPending,
    "aria-label": words.actionOn(words.actions[action], url),
    children: words.actions[action],
  });
  const failed = (action: keyof typeof words.actions) => (problem: unknown) =>
    tellProblem(problem, words.failed(words.actions[action], url));
  const turn = enabled ? "off" : "on";
  return (
    <>
      <HStack gap="2" wrap="wrap">
        <Button
          {...named("test", testing.isPending)}
          onClick={() => testing.mutate(undefined, { onError: failed("test") })}
        />
        <Button {...named("log")} onClick={onLog} />
        <Button {...named("change")} ref={change} aria-expanded={isChanged} onClick={() => setChanged(!isChanged)} />
        <Button
          {...named(turn, switching.isPending)}
          onClick={() => switching.mutate({ enabled: !enabled }, { onError: failed(turn) })}
        />
        <Button {...named("secret")} onClick={() => onAsk("renew")} />
        <Button {...named("remove")} onClick={() => onAsk("remove")} />
      </HStack>
      <Text role="status" textStyle="sm" _empty={{ display: "none" }}>
        {testing.data && <TestOutcome key={testing.data.delivery_id} id={testing.data.delivery_id} />}
      </Text>
      {isChanged && (
        <ChangeForm
          webhook={webhook}
          onClose={() => {
            setChanged(false);
            change.current?.focus();
          }}
        />
      )}
    </>
  );
}
