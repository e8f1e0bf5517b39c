"use client";

import { Text } from "@chakra-ui/react";
import { type ReactNode, useState } from "react";
import { useProblemToast } from "@/components/problem/useProblemToast";
import { Asking } from "@/components/shell/Asking";
import { useRenewSecret, type Webhook, type WebhookSecret } from "@/lib/api/webhooks";
import { useWebhookWords } from "@/lib/strings/webhooks";

interface RenewDialogProps {
  readonly webhook: Webhook;
  /** Selects what gets the focus when the webhook is gone. */
  readonly otherwise: string;
  /** It is off the screen; with the new secret, if one was made. */
  readonly onClose: (renewed: WebhookSecret | undefined) => void;
}

/** Asks whether a new secret is to be made: the one before the present one ends with that. */
export function RenewDialog({ webhook, otherwise, onClose }: RenewDialogProps): ReactNode {
  const { actions, failed, renew: words } = useWebhookWords();
  const tellProblem = useProblemToast();
  const { data, mutate, isPending } = useRenewSecret();
  const [isOpen, setOpen] = useState(true);
  const { url, webhook_id } = webhook;
  const onYes = () => {
    mutate(webhook_id, {
      onError: (problem) => tellProblem(problem, failed(actions.secret, url)),
      onSettled: () => setOpen(false),
    });
  };
  return (
    <Asking
      title={words.title(url)}
      yes={words.yes}
      no={words.no}
      isPending={isPending}
      isOpen={isOpen}
      onYes={onYes}
      onNo={() => setOpen(false)}
      onGone={() => onClose(data)}
      otherwise={otherwise}
    >
      <Text>{words.text}</Text>
    </Asking>
  );
}
