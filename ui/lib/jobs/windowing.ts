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

function clamped(row: number, count: number): number {
  return Math.min(Math.max(row, 0), count);
}
