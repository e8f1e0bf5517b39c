/** What the list shows, kept in the address: a reload, a link and the way back from a job show the same. */

import { useRouter, useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";

import type { Filter } from "@/lib/api/jobs";
import { STATUSES } from "@/lib/jobs/states";

export function useFilter(): readonly [Filter, (filter: Filter) => void] {
  const router = useRouter();
  const query = useSearchParams();
  const [state, q] = [query.get("state"), query.get("q") ?? ""];
  const filter = useMemo(() => ({ status: STATUSES.find((status) => status === state) ?? null, q }), [state, q]);
  const change = useCallback(
    ({ status, q: text }: Filter) => {
      const given = Object.entries({ state: status ?? "", q: text }).filter(([, value]) => value !== "");
      router.replace(given.length === 0 ? "/" : `/?${new URLSearchParams(given).toString()}`, { scroll: false });
    },
    [router],
  );
  return [filter, change];
}
