/** What months have cost. */

import { keepPreviousData, useQuery, type UseQueryResult } from "@tanstack/react-query";

import { get, withQuery } from "@/lib/api/client";
import type { components } from "@/lib/api/schema";
import { pause, polled } from "@/lib/poll";

type Schemas = components["schemas"];

export type Cost = Schemas["Cost"];
export type Month = Schemas["Month"];
export type Day = Schemas["Day"];

const COSTS_MS = 15_000;

/** A month (YYYY-MM, in UTC), day by day; undefined: this one. While another is asked for, the last one stays. */
export function useMonth(month: string | undefined): UseQueryResult<Month> {
  return useQuery<Month>({
    queryKey: ["costs", month],
    queryFn: async ({ signal }) => get(withQuery("/costs/", { month }), { signal }),
    ...polled<Month>(() => false),
    refetchInterval: ({ state }) => Math.max(pause(state, false), COSTS_MS),
    placeholderData: keepPreviousData,
  });
}
