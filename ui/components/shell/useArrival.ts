"use client";

import { type RefObject, useEffect, useRef } from "react";

/** Whoever came for this part of the page (#id) is brought to it once it is there: it was not yet when the page was opened. */
export function useArrival(id: string, isThere = true): RefObject<HTMLDivElement | null> {
  const here = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isThere && location.hash === `#${id}`) here.current?.scrollIntoView();
  }, [id, isThere]);
  return here;
}
