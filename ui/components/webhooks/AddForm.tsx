"use client";

import type { ReactNode } from "react";
import { useAddWebhook, type WebhookSecret } from "@/lib/api/webhooks";
import { useWebhookWords } from "@/lib/strings/webhooks";
import { FRESH } from "@/lib/webhooks/draft";
import { WebhookForm } from "./WebhookForm";

interface AddFormProps {
  readonly onDone: (made: WebhookSecret) => void;
  readonly onCancel: () => void;
}

export function AddForm({ onDone, onCancel }: AddFormProps): ReactNode {
  const words = useWebhookWords();
  const { mutate, reset, isPending, error } = useAddWebhook();
  return (
    <WebhookForm
      title={words.add}
      yes={words.form.yes.add}
      refused={words.form.refused.add}
      before={FRESH}
      problem={error}
      isPending={isPending}
      onEdit={reset}
      onSend={(draft) => mutate(draft, { onSuccess: onDone })}
      onCancel={onCancel}
    />
  );
}
