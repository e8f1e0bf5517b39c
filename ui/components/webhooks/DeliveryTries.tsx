"use client";

import { chakra, Heading, Skeleton, Stack, Text } from "@chakra-ui/react";
import type { ReactNode } from "react";
import { ProblemAlert } from "@/components/problem/ProblemAlert";
import { type DeliveryTold, useDelivery } from "@/lib/api/webhooks";
import { useLanguage } from "@/lib/strings";
import { useWebhookWords } from "@/lib/strings/webhooks";

/** What is sent, word by word, and what came of each try. */
export function DeliveryTries({ id }: { id: string }): ReactNode {
  const words = useWebhookWords().log;
  const { data, error, refetch } = useDelivery(id);
  if (data === undefined) {
    return error === null ? (
      <Skeleton h="16" rounded="l2" role="status" aria-label={words.loading} />
    ) : (
      <ProblemAlert problem={error} status="warning" onRetry={() => void refetch()} />
    );
  }
  return (
    <Stack gap="3" ps="3" borderStartWidth="2px">
      <Stack gap="1">
        <Heading as="h4" size="xs">
          {words.each}
        </Heading>
        {data.tries.length === 0 && <Text textStyle="sm">{words.untried}</Text>}
        <Stack as="ol" gap="1" listStyleType="none">
          {data.tries.map((tried) => (
            <Try key={tried.at} tried={tried} />
          ))}
        </Stack>
      </Stack>
      <Stack gap="1">
        <Heading as="h4" size="xs">
          {words.body}
        </Heading>
        <Verbatim>{data.body}</Verbatim>
      </Stack>
    </Stack>
  );
}

function Try({ tried }: { tried: DeliveryTold["tries"][number] }): ReactNode {
  const { format } = useLanguage();
  const words = useWebhookWords().log;
  const { at, status, seconds, error, answer } = tried;
  const told = [format.moment(at), String(status ?? words.noAnswer), format.duration(seconds), error];
  return (
    <li>
      <Text textStyle="sm" title={format.exact(at)}>
        {told.filter((part) => part !== "").join(" · ")}
      </Text>
      {answer !== "" && <Verbatim label={words.answer}>{answer}</Verbatim>}
    </li>
  );
}

/** Text of somebody else's, as it is. */
function Verbatim({ label, children }: { label?: string; children: string }): ReactNode {
  return (
    <Text textStyle="xs" color="fg.muted">
      {label !== undefined && `${label}: `}
      <chakra.span fontFamily="mono" whiteSpace="pre-wrap" overflowWrap="anywhere">
        {children}
      </chakra.span>
    </Text>
  );
}
