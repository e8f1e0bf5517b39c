/** Settings and their values in the reader's words. */

import type { Format } from "@/lib/format";
import type { Strings } from "@/lib/strings";
import type { Field, Value } from "./form";
import type { Wrong } from "./numbers";
import { inUnit, naturalUnit, ownUnit, type Unit, unitsOf } from "./units";

export type Words = ReturnType<typeof wordsFor>;

/** Units as Intl calls them; the other ones are written as they are. */
const SPELT: Readonly<Record<string, string>> = { B: "byte", s: "second", min: "minute", h: "hour", d: "day" };

/** `titles` are the profiles' names for people, by name. */
export function wordsFor(strings: Strings, format: Format, titles: Readonly<Record<string, string>>) {
  const words = strings.settings;

  /** A number in a unit: 7 days, 100 GiB. A plain count has its unit beside its field, and none here. */
  const counted = (count: number, { name }: Unit, isAlone: boolean): string => {
    const spelt = SPELT[name];
    if (spelt !== undefined) return format.counted(count, spelt);
    return isAlone ? format.number(count, 3) : `${format.number(count, 3)} ${name}`;
  };

  const number = (field: Field, value: number): string => {
    const units = unitsOf(field.unit);
    const unit = naturalUnit(value, units);
    return counted(inUnit(value, unit), unit, units.length === 1);
  };

  const value = (field: Field, given: Value): string => {
    if (given === null) return words.unset[field.name] ?? words.nothing;
    if (typeof given === "number") return number(field, given);
    if (typeof given === "boolean") return given ? words.yes : words.no;
    if (field.name === "profile") return titles[given] ?? given;
    return words.choices[field.name]?.[given] ?? given;
  };

  return {
    name: (field: Field): string => words.names[field.name] ?? field.title,
    help: (field: Field): string => words.help[field.name] ?? field.help,
    unit: ({ name }: Unit): string => words.units[name] ?? name,
    value,
    /** The value in the API's own unit, to its last digit. */
    exactly: (field: Field, given: number): string => counted(given, ownUnit(unitsOf(field.unit)), true),
    /** What the field takes; nothing for one that is chosen or has no bounds. */
    range: (field: Field): string => {
      if (field.minimum === null || field.maximum === null) return "";
      return words.range(number(field, field.minimum), number(field, field.maximum));
    },
    wrong: (field: Field, wrong: Wrong): string =>
      "limit" in wrong ? words.wrong[wrong.is](number(field, wrong.limit)) : words.wrong[wrong.is],
  };
}
