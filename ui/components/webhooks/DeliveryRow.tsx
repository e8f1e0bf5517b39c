"use client";

import { Badge, Button, Flex, HStack, Link, Stack, Text } from "@chakra-ui/react";
import NextLink from "next/link";
import { type ReactNode, useState } from "react";
import { useProblemToast } from "@/components/problem/useProblemToast";
import { toaster } from "@/components/shell/toaster";
import { type Delivery, useReplay, type Webhook } from "@/lib/api/webhooks";
import { useLanguage } from "@/lib/strings";
import { useWebhookWords } from "@/lib/strings/webhooks";
import { DELIVERY_PALETTE } from "@/lib/webhooks/standing";
import { DeliveryTries } from "./DeliveryTries";

const SHORT_ID = 8; // digits, as the command line shows them

interface DeliveryRowProps {
  readonly delivery: Delivery;
  /** Whom it is for; undefined when that is gone. */
  readonly webhook: Webhook | undefined;
}

/** One delivery: of what, to whom, when, what came of it and why; its tries are shown when they are asked for. */
export function DeliveryRow({ delivery, webhook }: DeliveryRowProps): ReactNode {
  const { format, strings } = useLanguage();
  const words = useWebhookWords().log;
  const [isOpen, setOpen] = useState(false);
  const { delivery_id, job_id, status, state, created_at, next_at, tries_made, error } = delivery;
  const told = status === null ? words.test : strings.jobs.states[status];
  const job = job_id === null ? "" : words.job(job_id.slice(0, SHORT_ID));
  const what = [told, job].filter((part) => part !== "").join(", ");
  const facts = [
    webhook?.url ?? words.gone,
    tries_made > 0 ? words.tries(tries_made) : "",
    next_at === null ? "" : words.next(format.moment(next_at)),
  ];
  return (
    <Stack as="li" gap="1.5" py="3">
      <Flex columnGap="3" rowGap="1" wrap="wrap" align="center">
        <Badge colorPalette={DELIVERY_PALETTE[state]}>{words.states[state]}</Badge>
        <Text fontWeight="medium">{told}</Text>
        {job_id !== null && (
          <Link asChild textStyle="sm">
            <NextLink href={`/job/?id=${job_id}`}>{job}</NextLink>
          </Link>
        )}
        <Text textStyle="sm" color="fg.muted" ms={{ sm: "auto" }} title={format.exact(created_at)}>
          {format.moment(created_at)}
        </Text>
      </Flex>
      <Flex columnGap="3" rowGap="1.5" wrap="wrap" align="center" justify="space-between">
        <Text textStyle="sm" color="fg.muted">
          {facts.filter((part) => part !== "").join(" · ")}
        </Text>
        <HStack gap="2" wrap="wrap">
          <Button
            size="xs"
            variant="outline"
            aria-expanded={isOpen}
            aria-label={words.of(words.details, what)}
            onClick={() => setOpen(!isOpen)}
          >
            {words.details}
          </Button>
          {webhook !== undefined && <Replay id={delivery_id} what={what} />}
        </HStack>
      </Flex>
      {error !== "" && (
        <Text textStyle="sm" color="fg.error">
          {error}
        </Text>
      )}
      {isOpen && <DeliveryTries id={delivery_id} />}
    </Stack>
  );
}

function Replay({ id, what }: { id: string; what: string }): ReactNode {
  const words = useWebhookWords().log;
  const tellProblem = useProblemToast();
  const { mutate, isPending } = useReplay();
  const replay = () => {
    mutate(id, {
      onSuccess: () => toaster.create({ type: "success", title: words.replayed }),
      onError: (problem) => tellProblem(problem, words.notReplayed),
    });
  };
  return (
    <Button size="xs" variant="outline" loading={isPending} aria-label={words.of(words.replay, what)} onClick={replay}>
      {words.replay}
    </Button>
  );
}
