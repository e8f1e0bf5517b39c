/** Which settings stand together, and in which order. One that the page does not know yet stands among the others. */

import type { Field } from "./form";

const GROUPS = {
  jobs: ["profile", "resolution", "quality"],
  limits: ["max_upload_bytes", "max_duration_seconds"],
  work: [
    "max_concurrent_jobs",
    "max_attempts",
    "stall_seconds",
    "segment_from_seconds",
    "segment_seconds",
    "mixed_builds",
    "ignored_files",
    "name_template",
  ],
  costs: ["job_ceiling", "month_ceiling", "over_month_ceiling"],
  retention: [
    "retention_hours",
    "source_retention_hours",
    "history_hours",
    "upload_expiry_hours",
    "cleanup_interval_seconds",
  ],
} as const;

export type Group = keyof typeof GROUPS | "other";

/** The groups that have settings, each with its settings. */
export function grouped(fields: readonly Field[]): readonly (readonly [Group, readonly Field[]])[] {
  const byName = new Map(fields.map((field) => [field.name, field]));
  const groups: [Group, readonly Field[]][] = Object.entries(GROUPS).map(([group, names]) => [
    group as Group,
    names.flatMap((name) => byName.get(name) ?? []),
  ]);
  const placed = new Set(groups.flatMap(([, members]) => members));
  groups.push(["other", fields.filter((field) => !placed.has(field))]);
  return groups.filter(([, members]) => members.length > 0);
}
