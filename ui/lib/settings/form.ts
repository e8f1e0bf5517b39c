/** The form of the settings: what was typed over what is saved, what of it would be sent, and what somebody else changed. */

import type { SettingGroup } from "@/lib/api/settings";
import { judge, type Judged, type Wrong, written } from "./numbers";
import { inUnit, naturalUnit, type Unit, unitsOf } from "./units";

export type Value = string | number | boolean | null;
export type Values = Readonly<Record<string, Value>>;

/** What a setting takes, as GET /settings/fields/ tells it. */
export interface Field {
  readonly name: string;
  /** What it is called, in English. */
  readonly title: string;
  readonly group: SettingGroup;
  readonly kind: "integer" | "number" | "boolean" | "choice" | "text";
  readonly unit: string | null;
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly choices: readonly string[];
  readonly nullable: boolean;
  readonly default: Value;
  readonly help: string;
}

export type NumberField = Field & { readonly kind: "integer" | "number" };

/** What stands in a field that was touched: a number as it is typed, or a value that was chosen. */
export type Edit = { readonly text: string; readonly unit: Unit } | { readonly value: Value };
export type Edits = Readonly<Record<string, Edit>>;

/** What saving would send, and what keeps it from being sent. */
export interface Outcome {
  readonly changes: Values;
  readonly wrong: Readonly<Record<string, Wrong>>;
}

/** One setting that was saved by somebody else since this form was read; `mine` is there when it was edited here, too. */
export interface Foreign {
  readonly name: string;
  readonly was: Value;
  readonly theirs: Value;
  readonly mine?: Value;
}

/** The groups that have settings, each with its settings, in the API's order. */
export function grouped(fields: readonly Field[]): readonly (readonly [SettingGroup, readonly Field[]])[] {
  const groups = new Map<SettingGroup, Field[]>();
  for (const field of fields) groups.set(field.group, [...(groups.get(field.group) ?? []), field]);
  return [...groups];
}

export function isNumeric(field: Field): field is NumberField {
  return field.kind === "integer" || field.kind === "number";
}

/** A saved number, ready to be edited in the unit it reads best in; nothing for null. */
export function asTyped(field: NumberField, value: number | null, locale: string): { text: string; unit: Unit } {
  if (value === null) return { text: "", unit: naturalUnit(field.maximum ?? 1, unitsOf(field.unit)) };
  const unit = naturalUnit(value, unitsOf(field.unit));
  return { text: written(inUnit(value, unit), locale), unit };
}

/** What the edits come to: values that differ from the saved ones, and what is wrong with the others. */
export function outcome(fields: readonly Field[], saved: Values, edits: Edits, locale: string): Outcome {
  const changes: Record<string, Value> = {};
  const wrong: Record<string, Wrong> = {};
  for (const field of fields) {
    const edit = edits[field.name];
    if (!edit) continue;
    const read = meant(field, edit, locale);
    if (read.wrong) wrong[field.name] = read.wrong;
    else if (read.value !== saved[field.name]) changes[field.name] = read.value;
  }
  return { changes, wrong };
}

/** The value that stands in a field, or what is wrong with it. */
function meant(field: Field, edit: Edit, locale: string): Judged<Value> {
  if ("value" in edit) return edit;
  return isNumeric(field) ? judge(edit.text, edit.unit, field, locale) : { value: edit.text };
}

/** What somebody else saved between two readings, and whether it is edited here as well. */
export function foreign(fields: readonly Field[], before: Values, after: Values, changes: Values): Foreign[] {
  return fields
    .filter(({ name }) => before[name] !== after[name])
    .map(({ name }) => {
      const theirs = after[name] ?? null;
      const mine = changes[name];
      const found = { name, was: before[name] ?? null, theirs };
      return mine === undefined || mine === theirs ? found : { ...found, mine };
    });
}

/** The edits without those of some settings. */
export function without(edits: Edits, names: Iterable<string>): Edits {
  const gone = new Set(names);
  return Object.fromEntries(Object.entries(edits).filter(([name]) => !gone.has(name)));
}
