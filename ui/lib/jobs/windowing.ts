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
const OVERSCAN = 6;

/** The rows on the screen, and some beyond its edges. */
export function rowsIn({ top, height, rowHeight, count }: View, overscan = OVERSCAN): Rows {
  const first = Math.floor(-top / rowHeight) - overscan;
  const last = Math.ceil((height - top) / rowHeight) + overscan;
  return { first: clamped(first, count), last: clamped(last, count) };
}

/** Rows that one frame may add: with many more the browser is busy for longer than a hand notices (50 ms). */
export const MOST_NEW = 8;

/**
 * The rows to draw next, while those `before` are drawn: those that are wanted, as far as they are there or few enough. The ones
 * on the screen come first, the ones beyond its edges with the frames after.
 */
export function rowsNext(before: Rows, view: View): Rows {
  const [wanted, seen] = [rowsIn(view), rowsIn(view, 0)];
  const first = Math.max(before.first, wanted.first);
  const last = Math.min(before.last, wanted.last);
  const kept = first < last ? { first, last } : { first: seen.first, last: seen.first };
  const onScreen = grown(kept, seen, MOST_NEW);
  return grown(onScreen, wanted, MOST_NEW - (count(onScreen) - count(kept)));
}

/** Rows that reach towards others by so many more at most. */
function grown(rows: Rows, towards: Rows, most: number): Rows {
  const above = Math.min(Math.max(rows.first - towards.first, 0), most);
  const below = Math.min(Math.max(towards.last - rows.last, 0), most - above);
  return { first: rows.first - above, last: rows.last + below };
}

function count({ first, last }: Rows): number {
  return last - first;
}

function clamped(row: number, count: number): number {
  return Math.min(Math.max(row, 0), count);
}
