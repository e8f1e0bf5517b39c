/** What a key does to the player: the keys of editing programs, and those of every web player. */

export type Command =
  | { readonly kind: "toggle" }
  | { readonly kind: "pause" }
  | { readonly kind: "shuttle"; readonly direction: 1 | -1 }
  | { readonly kind: "step"; readonly frames: number }
  | { readonly kind: "skip"; readonly seconds: number }
  | { readonly kind: "go"; readonly to: "start" | "end" }
  | { readonly kind: "mute" }
  | { readonly kind: "fullscreen" };

/** Fastest that J and L go, in times the film's own speed. */
const FASTEST = 8;
const SKIP_SECONDS = 5;
const JUMP_FRAMES = 10;

export interface Key {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}

/** The command of a key; null for keys that are somebody else's. */
export function commandOf({ key, shiftKey, altKey, ctrlKey, metaKey }: Key): Command | null {
  if (altKey || ctrlKey || metaKey) return null;
  switch (key.toLowerCase()) {
    case " ":
      return { kind: "toggle" };
    case "k":
      return { kind: "pause" };
    case "j":
      return { kind: "shuttle", direction: -1 };
    case "l":
      return { kind: "shuttle", direction: 1 };
    case ",":
    case "<":
      return { kind: "step", frames: shiftKey ? -JUMP_FRAMES : -1 };
    case ".":
    case ">":
      return { kind: "step", frames: shiftKey ? JUMP_FRAMES : 1 };
    case ";": // Shift and the comma key on a German keyboard
      return { kind: "step", frames: -JUMP_FRAMES };
    case ":":
      return { kind: "step", frames: JUMP_FRAMES };
    case "arrowleft":
      return { kind: "skip", seconds: -SKIP_SECONDS };
    case "arrowright":
      return { kind: "skip", seconds: SKIP_SECONDS };
    case "home":
      return { kind: "go", to: "start" };
    case "end":
      return { kind: "go", to: "end" };
    case "m":
      return { kind: "mute" };
    case "f":
      return { kind: "fullscreen" };
    default:
      return null;
  }
}

/** The next speed of J and L: double in the same direction, or its own speed in the other. */
export function shuttled(speed: number, direction: 1 | -1): number {
  return Math.sign(speed) === direction ? Math.sign(speed) * Math.min(Math.abs(speed) * 2, FASTEST) : direction;
}
