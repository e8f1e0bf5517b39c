"use client";

/** Who is told of the states of jobs, and what each was told. */

import { Button, Heading, Skeleton, Stack, Text } from "@chakra-ui/react";
import { type ReactNode, useId, useRef, useState } from "react";
import { ProblemAlert } from "@/components/problem/ProblemAlert";
import { useArrival } from "@/components/shell/useArrival";
import { useWebhooks, type Webhook, type WebhookSecret } from "@/lib/api/webhooks";
import { useWebhookWords } from "@/lib/strings/webhooks";
import { WEBHOOKS_ID } from "@/lib/webhooks/address";
import { AddForm } from "./AddForm";
import { DeliveryLog } from "./DeliveryLog";
import { RemoveDialog } from "./RemoveDialog";
import { RenewDialog } from "./RenewDialog";
import { SecretNote } from "./SecretNote";
import { WebhookCard } from "./WebhookCard";

const ADD_ID = "webhooks-add";

export function Webhooks(): ReactNode {
  const words = useWebhookWords();
  const { data: webhooks, error, refetch } = useWebhooks();
  const [asked, setAsked] = useState<{ to: "remove" | "renew"; webhook: Webhook } | null>(null);
  const [made, setMade] = useState<WebhookSecret | null>(null);
  const [logged, setLogged] = useState<string | null>(null);
  const log = useRef<HTMLDivElement>(null);
  const heading = useId();
  const otherwise = `#${ADD_ID}`;

  return (
    <Stack
      as="section"
      id={WEBHOOKS_ID}
      ref={useArrival(WEBHOOKS_ID, webhooks !== undefined)}
      aria-labelledby={heading}
      scrollMarginTop="28" // below the header and the index, which stay in sight
      gap="4"
    >
      <Stack gap="1">
        <Heading as="h2" id={heading} size="lg">
          {words.title}
        </Heading>
        <Text color="fg.muted">{words.lead}</Text>
      </Stack>
      {error !== null && (
        <ProblemAlert problem={error} status={webhooks ? "warning" : "error"} onRetry={() => void refetch()} />
      )}
      {webhooks === undefined && error === null && (
        <Skeleton h="32" rounded="l3" role="status" aria-label={words.loading} />
      )}
      {webhooks?.length === 0 && <Text>{words.none}</Text>}
      {webhooks !== undefined && webhooks.length > 0 && (
        <Stack as="ul" gap="4" listStyleType="none" aria-label={words.list}>
          {webhooks.map((webhook) => (
            <li key={webhook.webhook_id}>
              <WebhookCard
                webhook={webhook}
                onAsk={(to) => setAsked({ to, webhook })}
                onLog={() => {
                  setLogged(webhook.webhook_id);
                  log.current?.focus();
                }}
              >
                {made?.webhook_id === webhook.webhook_id && (
                  <SecretNote key={made.secret} secret={made.secret} onClose={() => setMade(null)} />
                )}
              </WebhookCard>
            </li>
          ))}
        </Stack>
      )}
      {webhooks !== undefined && <Adding onMade={setMade} />}
      {webhooks !== undefined && <DeliveryLog ref={log} webhooks={webhooks} only={logged} onOnly={setLogged} />}
      {asked?.to === "remove" && (
        <RemoveDialog webhook={asked.webhook} otherwise={otherwise} onClose={() => setAsked(null)} />
      )}
      {asked?.to === "renew" && (
        <RenewDialog
          webhook={asked.webhook}
          otherwise={otherwise}
          onClose={(renewed) => {
            setAsked(null);
            if (renewed) setMade(renewed);
          }}
        />
      )}
    </Stack>
  );
}

/** A button, and the form that it opens. */
function Adding({ onMade }: { onMade: (made: WebhookSecret) => void }): ReactNode {
  const words = useWebhookWords();
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <Button
        id={ADD_ID}
        ref={button}
        alignSelf="flex-start"
        variant={isOpen ? "outline" : "solid"}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {words.add}
      </Button>
      {isOpen && (
        <AddForm
          onDone={(made) => {
            setOpen(false);
            onMade(made);
          }}
          onCancel={() => {
            setOpen(false);
            button.current?.focus();
          }}
        />
      )}
    </>
  );
}
