"use client";

import { useEffect } from "react";

/** Let the browser ask before the page is left or loaded anew, while `isAsked`. Moving between our own pages is not leaving. */
export function useLeaveGuard(isAsked: boolean): void {
  useEffect(() => {
    if (!isAsked) return;
    const ask = (event: BeforeUnloadEvent) => {
      event.preventDefault();
    };
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [isAsked]);
}
