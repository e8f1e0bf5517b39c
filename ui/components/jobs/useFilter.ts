/** What the list shows, kept in the address: a reload, a link and the way back from a job show the same. */

import { useSearchParams } from "next/navigation";
import { useMemo } from "react";

import type { Filter } from "@/lib/api/jobs";
import { STATUSES } from "@/lib/api/values";

export function useFilter(): readonly [Filter, (filter: Filter) => void] {
  const query = useSearchParams();
  const [state, q] = [query.get("state"), query.get("q") ?? ""];
  const filter = useMemo(() => ({ status: STATUSES.find((status) => status === state) ?? null, q }), [state, q]);
  return [filter, change];
}

/** The router hears of it by itself, and unlike its own `replace` this asks the server for nothing. */
function change({ status, q }: Filter): void {
  const given = Object.entries({ state: status ?? "", q }).filter(([, value]) => value !== "");
  window.history.replaceState(null, "", given.length === 0 ? "/" : `/?${new URLSearchParams(given).toString()}`);
}
