/** Numbers as they are typed: parsed with the reader's separators, and judged against what a setting takes. */

import { fromUnit, inUnit, ownUnit, type Unit, unitsOf } from "./units";

export interface Range {
  readonly kind: "integer" | "number";
  readonly unit: string | null;
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly nullable: boolean;
}

/** Why what was typed is no value of the setting. `limit` is in the API's unit. */
export type Wrong =
  | { readonly is: "empty" | "not_a_number" | "not_whole" }
  | { readonly is: "too_small" | "too_large"; readonly limit: number };

export type Judged<V = number | null> = { readonly value: V; readonly wrong?: undefined } | { readonly wrong: Wrong };

/** The separators of a language, as Intl knows them. */
function separators(locale: string): { decimal: string; group: string } {
  const parts = new Intl.NumberFormat(locale, { useGrouping: true }).formatToParts(12_345_678.9);
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? "";
  return { decimal: of("decimal") || ".", group: of("group") };
}

/**
 * Read a number. Groups of three digits are taken with the language's own separator; a decimal part after a point or a comma.
 * Null for what is no number: letters, exponents, two separators.
 */
export function parse(text: string, locale: string): number | null {
  const { decimal, group } = separators(locale);
  const bare = text.trim().replace(/[\s\u00a0\u202f']/gu, "");
  const grouped = new RegExp(`^[+-]?\\d{1,3}(${escaped(group)}\\d{3})+(${escaped(decimal)}\\d*)?$`, "u");
  const plain = group !== "" && grouped.test(bare) ? bare.replaceAll(group, "") : bare;
  return /^[+-]?(\d+[.,]?\d*|[.,]\d+)$/u.test(plain) ? Number(plain.replace(",", ".")) : null;
}

/** A number as it is put into a field: every digit, no groups, the language's decimal separator. */
export function written(value: number, locale: string): string {
  return String(value).replace(".", separators(locale).decimal);
}

/** The value that a text typed in a unit stands for, or what is wrong with it. Nothing typed is null where null is taken. */
export function judge(text: string, unit: Unit, range: Range, locale: string): Judged {
  if (text.trim() === "") return range.nullable ? { value: null } : { wrong: { is: "empty" } };
  const count = parse(text, locale);
  if (count === null) return { wrong: { is: "not_a_number" } };
  const isOwn = unit.name === ownUnit(unitsOf(range.unit)).name;
  if (range.kind === "integer" && isOwn && !Number.isInteger(count)) return { wrong: { is: "not_whole" } };
  const exact = fromUnit(count, unit);
  const value = range.kind === "integer" ? Math.round(exact) : exact; // 0.1 GiB is no whole number of bytes
  if (range.minimum !== null && value < range.minimum) return { wrong: { is: "too_small", limit: range.minimum } };
  if (range.maximum !== null && value > range.maximum) return { wrong: { is: "too_large", limit: range.maximum } };
  return { value };
}

/**
 * The text some steps up or down: to the next whole number first, and never out of range. What is no number steps from the
 * saved value.
 */
export function stepped(
  text: string,
  steps: number,
  unit: Unit,
  range: Range,
  saved: number | null,
  locale: string,
): string {
  const count = parse(text, locale) ?? inUnit(saved ?? range.minimum ?? 0, unit);
  const whole = steps > 0 ? Math.floor(count) : Math.ceil(count);
  const judged = judge(written(whole + steps, locale), unit, range, locale);
  const limit = judged.wrong && "limit" in judged.wrong ? judged.wrong.limit : null;
  return written(limit === null ? whole + steps : inUnit(limit, unit), locale);
}

function escaped(separator: string): string {
  return separator.replace(/[.*+?^${}()|[\]\\]/gu, "\\$&");
}
