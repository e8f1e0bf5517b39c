/** The languages of the page. */

export const LANGUAGES = ["en", "de"] as const;
export type Language = (typeof LANGUAGES)[number];

export function isLanguage(value: unknown): value is Language {
  return LANGUAGES.some((language) => language === value);
}

/** The first of the browser's languages that the page speaks; English if none is. */
export function spoken(preferred: readonly string[]): Language {
  const bases = preferred.map((each) => each.toLowerCase().split("-")[0]);
  return bases.find(isLanguage) ?? "en";
}
