"use client";

/** Light or dark: as the reader chose, else as the system has it. Chakra reads it from the class of <html>. */

import { useEffect } from "react";
import { useStored } from "@/lib/stored";
import { DARK, KEY } from "./beforeFirstPaint";

export const APPEARANCES = ["system", "light", "dark"] as const;
export type Appearance = (typeof APPEARANCES)[number];

/** The choice, and how to change it. */
export function useAppearance(): readonly [Appearance, (next: Appearance) => void] {
  const [stored, keep] = useStored(KEY);
  const appearance = APPEARANCES.find((each) => each === stored) ?? "system";

  useEffect(() => {
    if (stored === undefined) return; // as it was built; the script before the first paint has seen to it
    const system = matchMedia(DARK);
    const follow = () => show(appearance === "dark" || (appearance === "system" && system.matches));
    follow();
    system.addEventListener("change", follow);
    return () => system.removeEventListener("change", follow);
  }, [appearance, stored]);

  return [appearance, (next) => keep(next === "system" ? null : next)];
}

function show(dark: boolean): void {
  document.documentElement.className = dark ? "dark" : "light";
  document.documentElement.style.colorScheme = dark ? "dark" : "light";
}
