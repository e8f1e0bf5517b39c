"use client";

/** The state of the form: what is edited over which version, and what saving it means. */

import { useState } from "react";
import { type Settings, useSaveSettings } from "@/lib/api/settings";
import {
  type Edit,
  type Edits,
  type Field,
  foreign,
  outcome,
  type Value,
  type Values,
  without,
} from "@/lib/settings/form";
import type { Wrong } from "@/lib/settings/numbers";

export interface PutBack {
  readonly name: string;
  readonly why: Wrong;
}

export type Form = ReturnType<typeof useSettingsForm>;

/** `latest` is what is saved as far as is known; it may change while something is being edited. */
export function useSettingsForm(fields: readonly Field[], latest: Settings, locale: string) {
  const [edits, setEdits] = useState<Edits>({});
  const [began, setBegan] = useState(latest); // what the edits were begun over
  const [putBack, setPutBack] = useState<PutBack | null>(null);
  const [savedCount, setSavedCount] = useState(0);
  const saving = useSaveSettings();

  const saved = Object.keys(edits).length === 0 ? latest : began;
  const { changes, wrong } = outcome(fields, valuesOf(saved), edits, locale);
  const others = foreign(fields, valuesOf(saved), valuesOf(latest), changes);

  const drop = (names: readonly string[]) => setEdits((now) => without(now, names));
  const send = (sent: Values, version: number) =>
    saving.mutate(
      { changes: sent, version },
      {
        onSuccess: () => {
          setSavedCount(Object.keys(sent).length);
          setEdits({});
        },
      },
    );

  return {
    edits,
    changes,
    wrong,
    /** What others saved since the first edit; nothing is saved over it unseen. */
    others,
    /** The setting whose field was given its saved value back, and why; until the next change. */
    putBack,
    /** How many settings the last save changed; 0 once something is edited again. */
    savedCount,
    problem: saving.error,
    isSaving: saving.isPending,
    valueOf: (name: string): Value => valuesOf(saved)[name] ?? null,
    edit: (name: string, edit: Edit) => {
      setBegan(saved);
      setEdits((now) => ({ ...now, [name]: edit }));
      setPutBack(null);
      setSavedCount(0);
      saving.reset();
    },
    /** A field is left: what is wrong in it falls back to what is saved, and what is the same is no edit. */
    leave: (name: string) => {
      const why = wrong[name];
      if (why !== undefined) setPutBack({ name, why });
      if (name in wrong || (name in edits && !(name in changes))) drop([name]);
    },
    /** A field gets its saved value back, whatever stands in it. */
    revert: (name: string) => drop([name]),
    discard: () => {
      setEdits({});
      setPutBack(null);
      saving.reset();
    },
    save: () => {
      if (Object.keys(changes).length === 0 || Object.keys(wrong).length > 0) return;
      send(changes, others.length === 0 ? latest.version : saved.version);
    },
    /** Go on over what others saved, with those of my edits that I keep. */
    resolve: (kept: ReadonlySet<string>) => {
      const given = others.filter(({ name }) => !kept.has(name)).map(({ name }) => name);
      const mine = without(edits, given);
      const left = outcome(fields, valuesOf(latest), mine, locale).changes;
      setEdits(mine);
      setBegan(latest);
      saving.reset();
      if (Object.keys(left).length > 0) send(left, latest.version);
    },
  };
}

/** The settings by name, without their version. */
function valuesOf(settings: Settings): Values {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => name !== "version"));
}
