/** Which rows of a long list are on the screen. All rows are of one height, so nothing has to be measured. */

export interface Rows {
  /** First row to draw. */
  readonly first: number;
  /** Row after the last one to draw. */
  readonly last: number;
}

export interface View {
  /** Distance from the top of the screen to the top of the list, pixels; negative once scrolled past. */
  readonly top: number;
  /** Height of the screen, pixels. */
  readonly height: number;
  readonly rowHeight: number;
  readonly count: number;
}

/** Rows drawn beyond each edge of the screen, so that a slow scroll never shows an empty strip. */
export const OVERSCAN = 6;

/** The rows on the screen, and some beyond its edges. */
export function rowsIn({ top, height, rowHeight, count }: View, overscan = OVERSCAN): Rows {
  const first = Math.floor(-top / rowHeight) - overscan;
  const last = Math.ceil((height - top) / rowHeight) + overscan;
  return { first: clamped(first, count), last: clamped(last, count) };
}

/** Rows that one frame may add: with more of them the browser would be busy for longer than a hand notices (50 ms). */
export const MOST_NEW = OVERSCAN * 2;

/**
 * The rows to draw next, while those `before` are drawn: all that are wanted, unless too many of them are new. Then only those
 * on the screen; the ones beyond its edges are few enough the next time.
 */
export function rowsNext(before: Rows, view: View): Rows {
  const wanted = rowsIn(view);
  const kept = Math.min(before.last, wanted.last) - Math.max(before.first, wanted.first);
  return wanted.last - wanted.first - Math.max(kept, 0) <= MOST_NEW ? wanted : rowsIn(view, 0);
}

function clamped(row: number, count: number): number {
  return Math.min(Math.max(row, 0), count);
}
