/** The few pictures that jobs need. */

import type { ReactNode } from "react";

import { Drawing } from "@/components/Drawing";
import type { Action } from "@/lib/jobs/actions";

/** A strip of film. */
export function FilmIcon({ size = 24 }: { size?: number }): ReactNode {
  return (
    <Drawing size={size}>
      <rect x="3" y="4" width="18" height="16" rx="2" />
      <path d="M7 4v16M17 4v16M3 9h4M3 15h4M17 9h4M17 15h4" />
    </Drawing>
  );
}

const ACTIONS: Readonly<Record<Action, ReactNode>> = {
  cancel: <path d="M6 6l12 12M18 6L6 18" />,
  retry: <path d="M20 11a8 8 0 1 0-2.3 6.3M20 5v6h-6" />,
  convert: <path d="M4 8h13l-3-3M20 16H7l3 3" />,
  delete: <path d="M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5" />,
};

export function ActionIcon({ action }: { action: Action }): ReactNode {
  return <Drawing>{ACTIONS[action]}</Drawing>;
}

export function BellIcon({ isOn }: { isOn: boolean }): ReactNode {
  return (
    <Drawing>
      <path d="M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15zM10 21h4" fill={isOn ? "currentColor" : "none"} />
    </Drawing>
  );
}

export function SearchIcon(): ReactNode {
  return (
    <Drawing size={18}>
      <circle cx="11" cy="11" r="6.5" />
      <path d="M16 16l4.5 4.5" />
    </Drawing>
  );
}

export function DownloadIcon(): ReactNode {
  return (
    <Drawing size={18}>
      <path d="M12 4v11M7 11l5 5 5-5M5 20h14" />
    </Drawing>
  );
}

const PLAYER = {
  play: <path d="M7 5l12 7-12 7z" fill="currentColor" />,
  pause: <path d="M8 5v14M16 5v14" strokeWidth={3} />,
  stepBack: <path d="M17 6l-8 6 8 6zM6 6v12" fill="currentColor" />,
  stepForward: <path d="M7 6l8 6-8 6zM18 6v12" fill="currentColor" />,
  mute: <path d="M4 10v4h3l5 4V6L7 10zM16 9a4 4 0 0 1 0 6M18.5 6.5a8 8 0 0 1 0 11" />,
  unmute: <path d="M4 10v4h3l5 4V6L7 10zM16 10l5 5M21 10l-5 5" />,
  fullscreen: <path d="M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5" />,
} as const;

export function PlayerIcon({ name }: { name: keyof typeof PLAYER }): ReactNode {
  return <Drawing size={22}>{PLAYER[name]}</Drawing>;
}
