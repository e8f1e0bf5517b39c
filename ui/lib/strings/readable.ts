/** What stands for words of the API's that this page does not have yet: kinds of outputs, rules of a certificate, settings. */

export type Names = Readonly<Record<string, string>>;

/** The word for a name of the API's; the name itself, with spaces, where there is none. */
export function named(names: Names, name: string): string {
  return names[name] ?? name.replaceAll("_", " ");
}

/** The same as a title. */
export function titled(names: Names, name: string): string {
  const words = named(names, name);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
