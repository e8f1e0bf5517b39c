/** The few pictures of uploads. */

import type { ReactNode } from "react";

import { Drawing } from "@/components/Drawing";

const PATHS = {
  pause: "M8 5v14M16 5v14",
  resume: "M7 5l12 7-12 7z",
  retry: "M20 11a8 8 0 1 0-2.3 6.3M20 5v6h-6",
  cancel: "M6 6l12 12M18 6L6 18",
  upload: "M12 16V4M7 9l5-5 5 5M4 16v3a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-3",
} as const;

export function UploadIcon({ name, size = 20 }: { name: keyof typeof PATHS; size?: number }): ReactNode {
  return (
    <Drawing size={size}>
      <path d={PATHS[name]} />
    </Drawing>
  );
}
