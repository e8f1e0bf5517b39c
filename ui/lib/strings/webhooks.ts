"use client";

/** The words of the webhooks, in both languages: that part of the page is loaded by itself, and brings its words along. */

import { useLanguage } from "@/lib/strings";
import { webhooks as german } from "@/lib/strings/de/webhooks";
import { webhooks as english } from "@/lib/strings/en/webhooks";
import type { Shape } from "@/lib/strings/shape";

export type WebhookWords = Shape<typeof english>;

export function useWebhookWords(): WebhookWords {
  return useLanguage().language === "de" ? german : english;
}
