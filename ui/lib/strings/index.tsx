"use client";

/** The words of the page, in the reader's language: `const { strings, format } = useLanguage()`. */

import { createContext, type ReactNode, startTransition, useContext, useEffect, useMemo, useState } from "react";
import { type Format, formatFor, localeOf } from "@/lib/format";
import { useStored } from "@/lib/stored";
import { en } from "@/lib/strings/en";
import { isLanguage, type Language, spoken } from "@/lib/strings/language";
import type { Strings } from "@/lib/strings/shape";

export type { Strings };

export interface Spoken {
  readonly language: Language;
  readonly strings: Strings;
  readonly format: Format;
  readonly choose: (language: Language) => void;
}

const Context = createContext<Spoken | null>(null);
const KEY = "vts.language";

/** Speaks the chosen language, else the browser's. What was built is English; other words are loaded when they are wanted. */
export function LanguageProvider({ children }: { children: ReactNode }): ReactNode {
  const [stored, choose] = useStored(KEY);
  const wanted = isLanguage(stored) ? stored : stored === undefined ? "en" : spoken(navigator.languages);
  const [german, setGerman] = useState<Strings | null>(null);

  useEffect(() => {
    if (wanted !== "de") return;
    // As a transition, so that parts of the page that are still being hydrated are finished in the words they were built with.
    void import("@/lib/strings/de").then(({ de }) => {
      startTransition(() => setGerman(de));
    });
  }, [wanted]);

  const language: Language = wanted === "de" && german === null ? "en" : wanted;
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);

  const value = useMemo<Spoken>(() => {
    const preferred = typeof navigator === "undefined" ? [] : navigator.languages;
    const strings = language === "de" && german !== null ? german : en;
    return { language, strings, format: formatFor(localeOf(language, preferred)), choose };
  }, [language, german, choose]);
  return <Context value={value}>{children}</Context>;
}

/** The words, the formats and the choice of the language. */
export function useLanguage(): Spoken {
  const value = useContext(Context);
  if (!value) throw new Error("useLanguage is used outside of LanguageProvider");
  return value;
}

/** The words alone. */
export function useStrings(): Strings {
  return useLanguage().strings;
}

/** The formats alone. */
export function useFormat(): Format {
  return useLanguage().format;
}
