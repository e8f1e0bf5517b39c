"use client";

import type { ReactNode } from "react";
import { useChangeWebhook, type Webhook } from "@/lib/api/webhooks";
import { useWebhookWords } from "@/lib/strings/webhooks";
import { changesOf, draftOf } from "@/lib/webhooks/draft";
import { WebhookForm } from "./WebhookForm";

interface ChangeFormProps {
  readonly webhook: Webhook;
  readonly onClose: () => void;
}

/** Sends what was changed, and nothing else; where that is nothing, it only closes. */
export function ChangeForm({ webhook, onClose }: ChangeFormProps): ReactNode {
  const words = useWebhookWords().form;
  const { mutate, reset, isPending, error } = useChangeWebhook(webhook.webhook_id);
  return (
    <WebhookForm
      title={words.change(webhook.url)}
      yes={words.yes.change}
      refused={words.refused.change}
      before={draftOf(webhook)}
      problem={error}
      isPending={isPending}
      onEdit={reset}
      onSend={(draft, before) => {
        const changes = changesOf(before, draft);
        if (changes === null) onClose();
        else mutate(changes, { onSuccess: onClose });
      }}
      onCancel={onClose}
    />
  );
}
