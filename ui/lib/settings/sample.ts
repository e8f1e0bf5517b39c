/** Settings as the API gives them, for tests. */

import type { SettingGroup, Settings } from "@/lib/api/settings";
import type { Field, NumberField } from "./form";

const GIB = 1024 ** 3;

type Bounds = readonly [unit: string, minimum: number, maximum: number, by: number];

type Named = readonly [name: string, title: string, group: SettingGroup];

function numeric(
  [name, title, group]: Named,
  kind: NumberField["kind"],
  [unit, minimum, maximum, by]: Bounds,
): NumberField {
  const taken = { kind, unit, minimum, maximum, choices: [], nullable: false, default: by };
  return { name, title, group, ...taken, help: `What ${name} does.` };
}

export const NUMBERS: readonly NumberField[] = [
  numeric(["retention_hours", "Keep proxies for", "retention"], "number", ["hours", 0.01, 87_600, 168]),
  numeric(["source_retention_hours", "Keep sources for", "retention"], "number", ["hours", 0.01, 87_600, 168]),
  numeric(["history_hours", "Keep jobs for", "retention"], "number", ["hours", 0.01, 87_600, 720]),
  numeric(["upload_expiry_hours", "Wait for uploads for", "retention"], "number", ["hours", 0.01, 168, 24]),
  numeric(["cleanup_interval_seconds", "Clean up every", "retention"], "number", ["seconds", 1, 86_400, 60]),
  numeric(["max_upload_bytes", "Largest file", "limits"], "integer", ["bytes", 1, 5 * 1024 * GIB, 100 * GIB]),
  numeric(["max_duration_seconds", "Longest film", "limits"], "number", ["seconds", 1, 864_000, 21_600]),
  numeric(["max_concurrent_jobs", "Jobs at once", "work"], "integer", ["jobs", 1, 64, 2]),
  numeric(["max_attempts", "Tries", "work"], "integer", ["tries", 1, 20, 5]),
  numeric(["stall_seconds", "Give up a standstill after", "work"], "number", ["seconds", 5, 3600, 120]),
];

const chosen = {
  kind: "choice",
  group: "jobs",
  unit: null,
  minimum: null,
  maximum: null,
  help: "What it does.",
} as const;

export const FIELDS: readonly Field[] = [
  {
    ...chosen,
    name: "profile",
    title: "Profile",
    choices: ["edit-h264", "web-720p"],
    nullable: false,
    default: "web-720p",
  },
  { ...chosen, name: "resolution", title: "Resolution", choices: ["source", "720p"], nullable: true, default: null },
  { ...chosen, name: "quality", title: "Quality", choices: ["low", "medium", "high"], nullable: true, default: null },
  ...NUMBERS,
];

export function saved(changes: Partial<Settings> = {}): Settings {
  const values = Object.fromEntries(FIELDS.map((field) => [field.name, field.default]));
  return { ...(values as unknown as Settings), version: 3, ...changes };
}
