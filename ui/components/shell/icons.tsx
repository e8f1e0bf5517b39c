/** The pictures of the shell. */

import { chakra } from "@chakra-ui/react";
import type { ReactNode } from "react";
import { Drawing } from "@/components/Drawing";

function icon(name: string, paths: string): () => ReactNode {
  const Icon = () => (
    <Drawing size="1.25em">
      <path d={paths} />
    </Drawing>
  );
  Icon.displayName = name;
  return Icon;
}

export const SunIcon = icon(
  "SunIcon",
  "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2v2M12 20v2M4.9 4.9l1.4 1.4M17.7 17.7l1.4 1.4M2 12h2M20 12h2M4.9 19.1l1.4-1.4M17.7 6.3l1.4-1.4",
);
export const MoonIcon = icon("MoonIcon", "M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5Z");
export const SystemIcon = icon("SystemIcon", "M3 5h18v11H3zM9 20h6M12 16v4");
export const JobsIcon = icon("JobsIcon", "M3 5h18v14H3zM7 5v14M17 5v14M3 9.7h4M3 14.3h4M17 9.7h4M17 14.3h4");
export const HostsIcon = icon("HostsIcon", "M4 4h16v7H4zM4 13h16v7H4zM8 7.5h.01M8 16.5h.01M12 7.5h4M12 16.5h4");
export const SettingsIcon = icon("SettingsIcon", "M4 7h9M17 7h3M15 5v4M4 17h3M11 17h9M9 15v4M4 12h1M9 12h11M7 10v4");

/** The sign of the program: a large frame, and the small one that stands for it. */
export function Mark(): ReactNode {
  return (
    <chakra.svg viewBox="0 0 24 24" boxSize="1.75em" flexShrink="0" aria-hidden="true">
      <path
        d="M4 4.5h16a1.5 1.5 0 0 1 1.5 1.5v4M10 19.5H4A1.5 1.5 0 0 1 2.5 18V6A1.5 1.5 0 0 1 4 4.5"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.75"
        strokeLinecap="round"
      />
      <chakra.rect x="12.5" y="12.5" width="9" height="7" rx="1.5" fill="colorPalette.solid" />
    </chakra.svg>
  );
}
