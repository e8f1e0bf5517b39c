"use client";

import type { ReactNode } from "react";
import { useDelivery } from "@/lib/api/webhooks";
import { useFormat } from "@/lib/strings";
import { useWebhookWords } from "@/lib/strings/webhooks";

/** What came of the latest try of a message that was sent as a test. */
export function TestOutcome({ id }: { id: string }): ReactNode {
  const words = useWebhookWords().test;
  const format = useFormat();
  const { data } = useDelivery(id);
  const last = data?.tries.at(-1);
  if (data === undefined || (last === undefined && data.error === "")) return words.sent;
  if (data.state !== "delivered" || last === undefined) return words.refused(data.error);
  return words.taken(String(last.status), format.duration(last.seconds));
}
