/** How often the page asks again. */

/** While something runs, milliseconds. */
export const BUSY_MS = 1_000;
/** While nothing does. */
export const IDLE_MS = 5_000;
/** At most, while there are only errors. */
export const MOST_MS = 30_000;

/** What react-query knows of a request. Times are milliseconds since 1970, 0 for never. */
export interface Asked {
  readonly status: "pending" | "error" | "success";
  readonly dataUpdatedAt: number;
  readonly errorUpdatedAt: number;
  readonly error: unknown;
}

/**
 * Milliseconds until the next request.
 *
 * On errors as long again as there has been no good answer, which doubles the wait each time, or what the API asks for.
 */
export function pause(asked: Asked, busy: boolean): number {
  if (asked.status !== "error") return busy ? BUSY_MS : IDLE_MS;
  const since = asked.dataUpdatedAt === 0 ? IDLE_MS : asked.errorUpdatedAt - asked.dataUpdatedAt;
  return Math.min(Math.max(since, wanted(asked.error), BUSY_MS), MOST_MS);
}

/**
 * Options of react-query's useQuery for something that is looked at again and again. It stops while the tab is hidden and
 * looks at once when it is seen again. `busy` is told what was answered last.
 */
export function polled<T>(busy: (data: T) => boolean) {
  return {
    refetchInterval: (query: { state: Asked & { data: T | undefined } }): number =>
      pause(query.state, query.state.data !== undefined && busy(query.state.data)),
    refetchIntervalInBackground: false,
    refetchOnWindowFocus: "always" as const,
    staleTime: BUSY_MS,
  };
}

function wanted(error: unknown): number {
  if (typeof error !== "object" || error === null || !("retryAfter" in error)) return 0;
  return typeof error.retryAfter === "number" ? error.retryAfter * 1000 : 0;
}
