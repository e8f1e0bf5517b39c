/** The settings, what each of them takes, and how they are saved. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { get, post } from "@/lib/api/client";
import type { ApiProblem } from "@/lib/api/problem";
import type { components } from "@/lib/api/schema";
import { polled } from "@/lib/poll";
import type { Values } from "@/lib/settings/form";

type Schemas = components["schemas"];

export type Settings = Schemas["SettingsAnswer"];
export type SettingName = Exclude<keyof Settings, "version">;
export type SettingFields = Schemas["SettingFields"];
export type SettingGroup = Schemas["SettingField"]["group"];

/** Changes over a version; refused (settings_changed) when that is no longer the current one. */
export interface Save {
  readonly changes: Values;
  readonly version: number;
}

const KEY = ["settings"];

/** How the settings are read, by components and by what is none. */
export const settingsQuery = {
  queryKey: KEY,
  queryFn: ({ signal }: { signal: AbortSignal }) => get<Settings>("/settings/", { signal }),
};

/** The settings as they are saved; another tab's changes are seen within seconds. */
export function useSettings() {
  return useQuery<Settings, ApiProblem>({
    ...settingsQuery,
    ...polled<Settings>(() => false),
  });
}

/** What each setting takes; a release changes that, nothing else does. */
export function useSettingFields() {
  return useQuery<SettingFields, ApiProblem>({
    queryKey: ["setting-fields"],
    queryFn: ({ signal }) => get<SettingFields>("/settings/fields/", { signal }),
    staleTime: Infinity,
  });
}

/** Save changes: all of them or nothing. Whatever comes of it, the settings are looked at again. */
export function useSaveSettings() {
  const client = useQueryClient();
  return useMutation<Settings, ApiProblem, Save>({
    mutationFn: ({ changes, version }) => post<Settings>("/settings/", { body: { ...changes, version } }),
    onSuccess: async (saved) => {
      await client.cancelQueries({ queryKey: KEY }); // an older answer under way must not come after this one
      client.setQueryData(KEY, saved);
      await client.invalidateQueries({ queryKey: ["profiles"] });
    },
    onError: () => client.invalidateQueries({ queryKey: KEY }),
  });
}
