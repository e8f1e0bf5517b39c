/** What all languages have in common: the names of the words, and what those with numbers in them take. */

import type { en } from "@/lib/strings/en";

/** The same table with other words: texts stay texts, and functions keep what they take. */
export type Shape<T> = {
  readonly [K in keyof T]: T[K] extends string
    ? string
    : T[K] extends (...given: infer Given) => string
      ? (...given: Given) => string
      : Shape<T[K]>;
};

export type Strings = Shape<typeof en>;
