/** A webhook as it is written down before it is sent: what is missing in it, and what it changes. */

import type { Status } from "@/lib/api/jobs";
import type { Fields } from "@/lib/api/problem";
import { STATUSES } from "@/lib/api/values";
import { inOrder, isActive } from "@/lib/jobs/states";

export interface Draft {
  readonly url: string;
  readonly states: readonly Status[];
  readonly description: string;
}

export type Input = keyof Draft;

/** What a new one begins with: it is told of the states that jobs end in. */
export const FRESH: Draft = { url: "", states: STATUSES.filter((status) => !isActive(status)), description: "" };

/** What a webhook is changed from. */
export function draftOf({ url, states, description }: Draft): Draft {
  return { url, states: inOrder(states), description };
}

/** The draft with a state more, or one less. */
export function toggled(draft: Draft, status: Status): Draft {
  const { states } = draft;
  const others = states.filter((each) => each !== status);
  return { ...draft, states: others.length < states.length ? others : inOrder([...states, status]) };
}

/** Inputs without which nothing is sent. What an address has to be like, the API knows better. */
export function missing({ url, states }: Draft): readonly Input[] {
  return [...(url.trim() === "" ? (["url"] as const) : []), ...(states.length === 0 ? (["states"] as const) : [])];
}

/** What is other in the draft than in what it was made from; null where nothing is. */
export function changesOf(before: Draft, draft: Draft): Partial<Draft> | null {
  const changes: Partial<Draft> = {
    ...(draft.url === before.url ? {} : { url: draft.url }),
    ...(draft.description === before.description ? {} : { description: draft.description }),
    ...(draft.states.join() === before.states.join() ? {} : { states: draft.states }),
  };
  return Object.keys(changes).length === 0 ? null : changes;
}

/** What the API refused of an input: it names a part of one by its path, such as states.0. */
export function refusedOf(fields: Fields, input: Input): string | undefined {
  return Object.entries(fields).find(([name]) => name.split(".")[0] === input)?.[1];
}
