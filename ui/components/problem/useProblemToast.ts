"use client";

import { useCallback } from "react";
import { toaster } from "@/components/shell/toaster";
import { useStrings } from "@/lib/strings";
import { wordsOf } from "./words";

/** Tells a problem in a message: `tell(error, "Could not cancel film.mov")`. It stays until it is closed. */
export function useProblemToast(): (problem: unknown, title?: string) => void {
  const strings = useStrings();
  return useCallback(
    (problem, title) => {
      const { code, message, hint, detail } = wordsOf(problem, strings);
      const told = [message, hint, detail, `(${code})`].filter((part) => part !== "");
      toaster.create({
        type: "error",
        title: title ?? message,
        description: (title === undefined ? told.slice(1) : told).join(" "),
        duration: Infinity,
        closable: true,
      });
    },
    [strings],
  );
}
