/** Which rows of the list the reader has before the eyes, while the page scrolls. */

import { type RefObject, useEffect, useRef, useState, useSyncExternalStore } from "react";

import { type Rows, rowsNext } from "@/lib/jobs/windowing";

// As in list.module.css; heights in rem.
const WIDE = "(min-width: 62em)";
const WIDE_ROW = 4.75;
const PHONE = "(max-width: 35.99em)";
const NARROW_ROW = 6.5;
const PHONE_ROW = 8.25;
const USUAL_REM = 16; // pixels
const FIRST_ROWS: Rows = { first: 0, last: 20 };

/** Height of a row, pixels. */
export function useRowHeight(): number {
  return useSyncExternalStore(onResize, rowHeight, () => WIDE_ROW * USUAL_REM);
}

function onResize(changed: () => void): () => void {
  window.addEventListener("resize", changed);
  return () => window.removeEventListener("resize", changed);
}

function rowHeight(): number {
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  const row = matchMedia(WIDE).matches ? WIDE_ROW : matchMedia(PHONE).matches ? PHONE_ROW : NARROW_ROW;
  return row * (rem > 0 ? rem : USUAL_REM);
}

/**
 * The rows on the screen, whether the list has so many or not. They are looked at once a frame at most, and told only when
 * they have changed.
 */
export function useRows(list: RefObject<HTMLElement | null>, height: number): Rows {
  const [rows, setRows] = useState(FIRST_ROWS);
  const drawn = useRef(FIRST_ROWS);
  useEffect(() => {
    let frame = 0;
    const look = () => {
      frame = 0;
      if (list.current === null) return;
      const { top } = list.current.getBoundingClientRect();
      const before = drawn.current;
      const next = rowsNext(before, {
        top,
        height: window.innerHeight,
        rowHeight: height,
        count: Number.MAX_SAFE_INTEGER,
      });
      if (before.first === next.first && before.last === next.last) return;
      drawn.current = next;
      setRows(next);
      lookSoon(); // perhaps there are more
    };
    const lookSoon = () => {
      if (frame === 0) frame = requestAnimationFrame(look);
    };
    lookSoon();
    window.addEventListener("scroll", lookSoon, { passive: true });
    window.addEventListener("resize", lookSoon);
    const resized = new ResizeObserver(lookSoon); // what stands above the list grows and shrinks
    resized.observe(document.body);
    return () => {
      cancelAnimationFrame(frame);
      window.removeEventListener("scroll", lookSoon);
      window.removeEventListener("resize", lookSoon);
      resized.disconnect();
    };
  }, [list, height]);
  return rows;
}
