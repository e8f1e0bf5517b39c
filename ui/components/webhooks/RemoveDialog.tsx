"use client";

import { Text } from "@chakra-ui/react";
import { type ReactNode, useState } from "react";
import { useProblemToast } from "@/components/problem/useProblemToast";
import { Asking } from "@/components/shell/Asking";
import { toaster } from "@/components/shell/toaster";
import { useRemoveWebhook, type Webhook } from "@/lib/api/webhooks";
import { useWebhookWords } from "@/lib/strings/webhooks";

interface RemoveDialogProps {
  readonly webhook: Webhook;
  /** Selects what gets the focus when the webhook is gone. */
  readonly otherwise: string;
  readonly onClose: () => void;
}

/** Asks whether a webhook is to go. */
export function RemoveDialog({ webhook, otherwise, onClose }: RemoveDialogProps): ReactNode {
  const { actions, failed, remove: words } = useWebhookWords();
  const tellProblem = useProblemToast();
  const { mutate, isPending, isSuccess } = useRemoveWebhook();
  const [isOpen, setOpen] = useState(true);
  const { url, webhook_id } = webhook;
  const onYes = () => {
    mutate(webhook_id, {
      onSuccess: () => toaster.create({ type: "success", title: words.done(url) }),
      onError: (problem) => tellProblem(problem, failed(actions.remove, url)),
      onSettled: () => setOpen(false),
    });
  };
  return (
    <Asking
      title={words.title(url)}
      yes={words.yes}
      no={words.no}
      isPending={isPending}
      isGrave
      isOpen={isOpen}
      takesAway={isSuccess}
      onYes={onYes}
      onNo={() => setOpen(false)}
      onGone={onClose}
      otherwise={otherwise}
    >
      <Text>{words.text}</Text>
    </Asking>
  );
}
