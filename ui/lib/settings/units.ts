/** The units a setting can be typed in, beside the one the API keeps it in. */

/** `times / over` is how many of the API's units one of it is: a ratio of whole numbers, so that nothing is lost on the way. */
export interface Unit {
  readonly name: string;
  readonly times: number;
  readonly over: number;
}

const unit = (name: string, times = 1, over = 1): Unit => ({ name, times, over });

const FAMILIES: Readonly<Record<string, readonly Unit[]>> = {
  bytes: ["B", "KiB", "MiB", "GiB", "TiB"].map((name, power) => unit(name, 1024 ** power)),
  seconds: [unit("s"), unit("min", 60), unit("h", 3600), unit("d", 86_400)],
  hours: [unit("s", 1, 3600), unit("min", 1, 60), unit("h"), unit("d", 24)],
};

const LONGEST_FRACTION = 1000; // three decimals are read at a glance; more of them hide what the number is

/** The units in which a setting kept in `kept` can be typed, smallest first; one that has no others stands alone. */
export function unitsOf(kept: string | null): readonly Unit[] {
  return FAMILIES[kept ?? ""] ?? [unit(kept ?? "")];
}

/** The API's own unit among them. */
export function ownUnit(units: readonly Unit[]): Unit {
  const own = units.find(({ times, over }) => times === over);
  if (!own) throw new RangeError("A family of units has one that the API keeps.");
  return own;
}

/** A value of the API in a unit. */
export function inUnit(value: number, { times, over }: Unit): number {
  return (value * over) / times;
}

/** A number in a unit, as the API keeps it. */
export function fromUnit(count: number, { times, over }: Unit): number {
  return (count * times) / over;
}

/**
 * The unit a value reads best in: the largest in which it is at least one and short, and from which exactly this value comes
 * back; else the API's own.
 */
export function naturalUnit(value: number, units: readonly Unit[]): Unit {
  return [...units].reverse().find((each) => readsWell(value, each)) ?? ownUnit(units);
}

function readsWell(value: number, each: Unit): boolean {
  const count = inUnit(value, each);
  const short = Math.round(count * LONGEST_FRACTION) / LONGEST_FRACTION;
  return Math.abs(count) >= 1 && short === count && fromUnit(count, each) === value;
}
