"use client";

/** What every part of the page may know of the uploads, and do with them. */

import { createContext, useContext, useMemo, useSyncExternalStore } from "react";
import type { Wish } from "@/lib/api/uploads";
import type { Gathered } from "@/lib/upload/gather";
import type { View } from "@/lib/upload/items";
import type { Uploads } from "@/lib/upload/queue";

const NOTHING: View = {
  items: [],
  totals: { open: 0, done: 0, size: 0, sent: 0, rate: null, etaSeconds: null },
};

/** What was noticed while files were gathered; or why they are not even in the list, and how to try that again. */
export type Note =
  | { readonly kind: "passedOver"; readonly count: number }
  | { readonly kind: "unreadable"; readonly reason: string }
  | { readonly kind: "unsent"; readonly reason: unknown; readonly again: () => void };

export interface Offered {
  /** Null until something was sent or left; then always the same. */
  readonly uploads: Uploads | null;
  /** Send what was dropped, pasted or picked, when it is gathered. */
  readonly send: (gathered: Promise<Gathered> | Gathered) => void;
  /** What is to be made of the next files. */
  readonly wish: Wish;
  readonly setWish: (wish: Wish) => void;
  readonly note: Note | null;
  readonly clearNote: () => void;
}

export const UploadsContext = createContext<Offered | null>(null);

/** The uploads of this page and how to add to them. */
export function useUploads(): Offered {
  const offered = useContext(UploadsContext);
  if (offered === null) throw new Error("useUploads is used outside of UploadsProvider");
  return offered;
}

/** What the list of uploads shows now. */
export function useUploadView(): View {
  const { uploads } = useUploads();
  const board = uploads?.board;
  return useSyncExternalStore(
    useMemo(() => (changed: () => void) => board?.subscribe(changed) ?? (() => undefined), [board]),
    () => board?.view ?? NOTHING,
    () => NOTHING,
  );
}
