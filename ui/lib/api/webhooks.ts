/** Webhooks: the addresses that are told of the states of jobs, and the log of what each was told. */

import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { get, post, remove, withQuery } from "@/lib/api/client";
import type { ApiProblem } from "@/lib/api/problem";
import type { components } from "@/lib/api/schema";
import { polled } from "@/lib/poll";
import type { Draft } from "@/lib/webhooks/draft";
import { isImminent } from "@/lib/webhooks/standing";

type Schemas = components["schemas"];

export type Webhook = Schemas["WebhookAnswer"];
/** A webhook with its secret, which is answered when that is made, and never again. */
export type WebhookSecret = Schemas["WebhookSecret"];
/** A delivery as the log lists it. */
export type Delivery = Schemas["DeliveryLine"];
/** A delivery with what is sent, and its tries. */
export type DeliveryTold = Schemas["DeliveryAnswer"];
export type DeliveryState = Schemas["State"];
export type Log = Schemas["Log"];

/** Which deliveries the log shows; null: any. */
export interface LogFilter {
  readonly webhook_id: string | null;
  readonly state: DeliveryState | null;
}

const WEBHOOKS = ["webhooks"] as const; // everything here begins with it
const PAGE_SIZE = 20;

/** The webhooks, oldest first, and how they fare. */
export function useWebhooks() {
  return useQuery<readonly Webhook[], ApiProblem>({
    queryKey: [...WEBHOOKS, "list"],
    queryFn: async ({ signal }) => (await get<Schemas["Webhooks"]>("/webhooks/", { signal })).webhooks,
    ...polled<readonly Webhook[]>(() => false),
  });
}

/** A page of the log, newest first, from behind `cursor` on. It may be empty and not be the last one. */
export function useDeliveries(filter: LogFilter, cursor: string | null) {
  return useQuery<Log, ApiProblem>({
    queryKey: [...WEBHOOKS, "log", filter, cursor],
    queryFn: ({ signal }) => get<Log>(withQuery("/deliveries/", { ...filter, cursor, limit: PAGE_SIZE }), { signal }),
    ...polled<Log>(({ deliveries }) => deliveries.some(isImminent)),
    placeholderData: keepPreviousData,
  });
}

/** One delivery, looked at often until it was tried once. */
export function useDelivery(id: string) {
  return useQuery<DeliveryTold, ApiProblem>({
    queryKey: [...WEBHOOKS, "delivery", id],
    queryFn: ({ signal }) => get<DeliveryTold>(`/deliveries/${id}/`, { signal }),
    ...polled<DeliveryTold>((delivery) => delivery.tries_made === 0 || isImminent(delivery)),
  });
}

export function useAddWebhook() {
  return useSending((draft: Draft) => post<WebhookSecret>("/webhooks/", { body: draft }));
}

/** Change what is given of a webhook; it then counts as well until the next try. */
export function useChangeWebhook(id: string) {
  return useSending((changes: Partial<Draft> | { readonly enabled: boolean }) =>
    post<Webhook>(`/webhooks/${id}/`, { body: changes }),
  );
}

export function useRemoveWebhook() {
  return useSending((id: string) => remove(`/webhooks/${id}/`));
}

/** Make a new secret; the one before stays valid for a day. */
export function useRenewSecret() {
  return useSending((id: string) => post<WebhookSecret>(`/webhooks/${id}/secret/`));
}

/** Send a message that says nothing. */
export function useTestWebhook(id: string) {
  return useSending(() => post<DeliveryTold>(`/webhooks/${id}/test/`));
}

/** Send a delivery once more, whatever came of it. */
export function useReplay() {
  return useSending((id: string) => post<DeliveryTold>(`/deliveries/${id}/replay/`));
}

/** Send something. Whatever comes of it, webhooks and log are looked at again before it counts as done. */
function useSending<Answer, Given = void>(send: (given: Given) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation<Answer, ApiProblem, Given>({
    mutationFn: send,
    onSettled: () => client.invalidateQueries({ queryKey: WEBHOOKS }),
    gcTime: 0, // a secret is remembered no longer than it is shown
  });
}
