/** The few pictures of uploads; drawn on a grid of 24, in the colour of their text. */

import type { ReactNode } from "react";

const PATHS = {
  pause: "M8 5v14M16 5v14",
  resume: "M7 5l12 7-12 7z",
  retry: "M20 11a8 8 0 1 0-2.3 6.3M20 5v6h-6",
  cancel: "M6 6l12 12M18 6L6 18",
  upload: "M12 16V4M7 9l5-5 5 5M4 16v3a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-3",
} as const;

export function UploadIcon({ name, size = 20 }: { name: keyof typeof PATHS; size?: number }): ReactNode {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.75}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
