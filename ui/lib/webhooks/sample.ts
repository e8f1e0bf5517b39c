/** Webhooks and deliveries as the tests of the page need them. */

import type { Delivery, DeliveryTold, Webhook } from "@/lib/api/webhooks";

export const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw3NZ8s1vJt2A=";

/** One that is told when jobs are done or failed, and takes it. */
export function aWebhook(more: Partial<Webhook> = {}): Webhook {
  return {
    webhook_id: "9f2c51d07b3ea846",
    url: "https://studio.example.org/vts",
    states: ["done", "failed"],
    description: "",
    enabled: true,
    created_at: "2026-11-23T09:00:00Z",
    trouble: null,
    ...more,
  };
}

/** A job's end that was taken at once; a greater `number` is a newer one. */
export function aDelivery(number: number, more: Partial<Delivery> = {}): Delivery {
  return {
    delivery_id: number.toString(16).padStart(32, "0"),
    webhook_id: aWebhook().webhook_id,
    job_id: "7d5c1f0e6d534e0b9f0c0a6b1f3f7d11",
    status: "done",
    sequence: 4,
    state: "delivered",
    created_at: "2026-11-23T09:31:07Z",
    next_at: null,
    tries_made: 1,
    error: "",
    ...more,
  };
}

/** The same with what was sent, and the try that was answered. */
export function told(delivery: Delivery, tries: DeliveryTold["tries"] = [aTry()]): DeliveryTold {
  return { ...delivery, body: '{"type":"job.done"}', tries };
}

export function aTry(more: Partial<DeliveryTold["tries"][number]> = {}): DeliveryTold["tries"][number] {
  return { at: "2026-11-23T09:31:08Z", seconds: 0.25, status: 200, error: "", answer: "heard", ...more };
}
