/** The hosts of the page: who reports now, joined with the history, which also knows those that went silent. */

import { type Report, type Sample, withLatest } from "./series";

export interface Load extends Report {
  readonly host: string;
  readonly role: string;
}

export interface History<L extends Load> {
  readonly load: L;
  readonly silent: boolean;
  readonly samples: readonly Sample[];
}

export interface Shown<L extends Load> {
  readonly key: string;
  readonly load: L;
  readonly silent: boolean;
  readonly samples: readonly Sample[];
}

/**
 * Every host once: live ones by name, then the silent ones by name. A live report counts for more than the history, which
 * is some seconds older. A host that reports no more stays as the history has it, until that says whether it left or is silent.
 */
export function roster<L extends Load>(live: readonly L[], histories: readonly History<L>[]): readonly Shown<L>[] {
  const known = new Map(histories.map((history) => [keyOf(history.load), history]));
  const now = new Map(live.map((load) => [keyOf(load), load]));
  const reporting = live.map((load) => shown(load, false, known.get(keyOf(load))?.samples ?? []));
  const away = histories
    .filter(({ load }) => !now.has(keyOf(load)))
    .map(({ load, silent, samples }) => shown(load, silent, samples));
  return [
    ...sorted([...reporting, ...away.filter(({ silent }) => !silent)]),
    ...sorted(away.filter(({ silent }) => silent)),
  ];
}

/** Whether a host reports no more, and the history does not say yet what became of it. */
export function isUnsettled(
  live: readonly Load[],
  histories: readonly Pick<History<Load>, "load" | "silent">[],
): boolean {
  const now = new Set(live.map(keyOf));
  return histories.some(({ load, silent }) => !silent && !now.has(keyOf(load)));
}

function shown<L extends Load>(load: L, silent: boolean, samples: readonly Sample[]): Shown<L> {
  return { key: keyOf(load), load, silent, samples: withLatest(samples, load) };
}

function sorted<L extends Load>(hosts: readonly Shown<L>[]): readonly Shown<L>[] {
  return [...hosts].sort((a, b) => a.key.localeCompare(b.key));
}

function keyOf({ role, host }: Load): string {
  return `${host}/${role}`;
}
