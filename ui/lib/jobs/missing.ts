/** What a partial proxy lacks of its film, in words. Pure. */

import type { JobLine } from "@/lib/api/jobs";
import type { Spoken } from "@/lib/strings";

/** How much is missing; nothing of a whole one. */
export function missingIn(
  missing: JobLine["missing"],
  { format, strings }: Pick<Spoken, "format" | "strings">,
): string {
  if (missing === null) return "";
  if (missing.seconds === 0) return strings.jobs.spoiled;
  return strings.jobs.missing(format.duration(missing.seconds), format.duration(missing.of_seconds));
}
