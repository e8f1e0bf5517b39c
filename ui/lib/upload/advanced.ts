/** Options that few films need, as they are typed. The API takes the same (functions/plan/profile.py). */

/** What a text stands for: null where it is empty, undefined where the API would refuse it. */
export type Read<T> = T | null | undefined;

const MOST_PROGRAMMES = 65_535;
const PROGRAMME = /^[0-9]{1,5}$/;
const RATE = /^[1-9][0-9]{0,5}(\/[1-9][0-9]{0,5}|\.[0-9]{1,3})?$/;

/** The number of a programme of a transport stream. */
export function programmeOf(text: string): Read<number> {
  const typed = text.trim();
  if (typed === "") return null;
  const number = PROGRAMME.test(typed) ? Number(typed) : 0;
  return number >= 1 && number <= MOST_PROGRAMMES ? number : undefined;
}

/** Pictures a second: whole, with a point or a comma, or as a fraction. */
export function rateOf(text: string): Read<string> {
  const typed = text.replaceAll(/\s/g, "").replace(",", ".");
  if (typed === "") return null;
  return RATE.test(typed) ? typed : undefined;
}
