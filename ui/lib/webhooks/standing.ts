/** How webhooks and deliveries stand. The words are in lib/strings; the colours are Chakra's palettes, beside the words. */

import type { components } from "@/lib/api/schema";

type Schemas = components["schemas"];
type DeliveryState = Schemas["State"];

/** `resting`: it kept failing, so it is left alone for a while, and then tried with one message. */
export type Standing = "well" | "failing" | "resting" | "off";

export const STANDING_PALETTE: Readonly<Record<Standing, string>> = {
  well: "green",
  failing: "orange",
  resting: "red",
  off: "gray",
};

export const DELIVERY_PALETTE: Readonly<Record<DeliveryState, string>> = {
  pending: "blue",
  delivered: "green",
  given_up: "red",
};

const SOON_MS = 10_000;

export function standingOf({ enabled, trouble }: Pick<Schemas["WebhookAnswer"], "enabled" | "trouble">): Standing {
  if (!enabled) return "off";
  if (trouble === null) return "well";
  return trouble.until === null ? "failing" : "resting";
}

/** Whether something is about to come of it. One that is tried again in hours need not be looked at each second. */
export function isImminent({ state, next_at }: Pick<Schemas["DeliveryLine"], "state" | "next_at">): boolean {
  return state === "pending" && next_at !== null && Date.parse(next_at) - Date.now() < SOON_MS;
}
