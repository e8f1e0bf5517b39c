/** Which jobs of a list are chosen, by mouse or by keyboard. */

export interface Selection {
  readonly chosen: ReadonlySet<string>;
  /** Where a range begins: the job that was chosen or left out last, one at a time. */
  readonly anchor: string | null;
}

export const NONE: Selection = { chosen: new Set(), anchor: null };

/** Choose the job, or leave it out if it was chosen. */
export function toggled({ chosen }: Selection, id: string): Selection {
  const after = new Set(chosen);
  if (!after.delete(id)) after.add(id);
  return { chosen: after, anchor: id };
}

/** Choose all from the anchor to this job, in the order of the list; what was chosen before stays so. */
export function rangeTo(selection: Selection, id: string, ids: readonly string[]): Selection {
  const from = selection.anchor === null ? -1 : ids.indexOf(selection.anchor);
  const to = ids.indexOf(id);
  if (from === -1 || to === -1) return toggled({ ...selection, chosen: without(selection.chosen, id) }, id);
  const range = ids.slice(Math.min(from, to), Math.max(from, to) + 1);
  return { chosen: new Set([...selection.chosen, ...range]), anchor: selection.anchor };
}

/** Choose all of them; none, if all are chosen already. */
export function allOrNone({ chosen }: Selection, ids: readonly string[]): Selection {
  return ids.length > 0 && ids.every((id) => chosen.has(id)) ? NONE : { chosen: new Set(ids), anchor: null };
}

/** Leave out what is not in the list any more. The same object comes back when there is nothing to leave out. */
export function kept(selection: Selection, isThere: (id: string) => boolean): Selection {
  const there = [...selection.chosen].filter(isThere);
  if (there.length === selection.chosen.size) return selection;
  return { chosen: new Set(there), anchor: selection.anchor };
}

function without(chosen: ReadonlySet<string>, id: string): ReadonlySet<string> {
  return new Set([...chosen].filter((other) => other !== id));
}
