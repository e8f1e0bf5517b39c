"use client";

/** A choice of the reader, kept in the browser and shared by its tabs. */

import { useCallback, useSyncExternalStore } from "react";

const CHANGED = "vts-stored";

/**
 * The text kept under `key`, and how to change it. Null where nothing is kept or may be; undefined while the page is as it was
 * built, before the browser's own state counts.
 */
export function useStored(key: string): readonly [string | null | undefined, (value: string | null) => void] {
  const value = useSyncExternalStore<string | null | undefined>(subscribe, () => read(key), onServer);
  const keep = useCallback((next: string | null) => write(key, next), [key]);
  return [value, keep];
}

// A browser that keeps nothing (a private window, a full disk) remembers for as long as the page is open.
const unkept = new Map<string, string | null>();

function read(key: string): string | null {
  const held = unkept.get(key);
  if (held !== undefined) return held;
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
    unkept.delete(key);
  } catch {
    unkept.set(key, value);
  }
  dispatchEvent(new Event(CHANGED));
}

function subscribe(changed: () => void): () => void {
  addEventListener("storage", changed);
  addEventListener(CHANGED, changed);
  return () => {
    removeEventListener("storage", changed);
    removeEventListener(CHANGED, changed);
  };
}

function onServer(): undefined {
  return undefined;
}
