/** The presets that jobs are made with. */

import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { get } from "@/lib/api/client";
import type { components } from "@/lib/api/schema";

type Schemas = components["schemas"];

/** A preset and what it makes. */
export type Profile = Schemas["ProfileAnswer"];

const KEPT_MS = 60_000; // they change with a release, and the default among them with the settings

/** The presets, by name. */
export function useProfiles(): UseQueryResult<readonly Profile[]> {
  return useQuery({
    queryKey: ["profiles"],
    queryFn: async ({ signal }) => (await get<Schemas["ProfilesAnswer"]>("/profiles/", { signal })).profiles,
    staleTime: KEPT_MS,
  });
}
