/** The hosts: how loaded they are, how that came, and whether everything they need is there. */

import { useQuery } from "@tanstack/react-query";
import { get } from "@/lib/api/client";
import type { ApiProblem } from "@/lib/api/problem";
import type { components } from "@/lib/api/schema";
import { isUnsettled } from "@/lib/hosts/roster";
import { pause, polled } from "@/lib/poll";

type Schemas = components["schemas"];

export type HostLoad = Schemas["HostLoad"];
export type SystemLoad = Schemas["SystemLoad"];
export type SystemHistory = Schemas["SystemHistory"];
export type Health = Schemas["HealthAnswer"];
export type Clock = Schemas["Clock"];

const HISTORY_MS = 15_000; // a host has another sample this often
const UNSETTLED_MS = 2_000; // until it is known whether a host left or is silent
const HEALTH_MS = 15_000;

/** The hosts that report now. */
export function useLoad() {
  return useQuery<SystemLoad, ApiProblem>({
    queryKey: ["load"],
    queryFn: ({ signal }) => get<SystemLoad>("/system_load/", { signal }),
    ...polled<SystemLoad>(({ hosts }) => hosts.some(({ jobs }) => jobs.length > 0)),
  });
}

/** The hosts of the last 15 minutes, also the silent ones; looked at sooner when one of `live` is missing. */
export function useHistory(live: readonly HostLoad[] | undefined) {
  return useQuery<SystemHistory, ApiProblem>({
    queryKey: ["history"],
    queryFn: ({ signal }) => get<SystemHistory>("/system_load/history/", { signal }),
    ...polled<SystemHistory>(() => false),
    refetchInterval: ({ state }) => {
      const unsettled = live !== undefined && isUnsettled(live, state.data?.hosts ?? []);
      return Math.max(pause(state, true), unsettled ? UNSETTLED_MS : HISTORY_MS);
    },
  });
}

/** Each thing the installation needs, and the clock's last turn. An unhealthy one is thrown as ApiProblem. */
export function useHealth() {
  return useQuery<Health, ApiProblem>({
    queryKey: ["health"],
    queryFn: ({ signal }) => get<Health>("/health/", { signal }),
    ...polled<Health>(() => false),
    refetchInterval: ({ state }) => Math.max(pause(state, false), HEALTH_MS),
  });
}
