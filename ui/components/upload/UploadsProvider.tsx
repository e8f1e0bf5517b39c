"use client";

/**
 * The uploads, around every page: they go on while the reader moves between pages. What sends them (lib/upload/open) is no
 * part of the first load: it comes when the page is at rest, so that the first drop finds it there, and at once when an earlier
 * visit has left something to go on with.
 */

import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { settingsQuery } from "@/lib/api/settings";
import type { Wish } from "@/lib/api/uploads";
import { atRest } from "@/lib/atRest";
import type { Film } from "@/lib/upload/film";
import { type Gathered, isAlone, without } from "@/lib/upload/gather";
import type { Uploads } from "@/lib/upload/queue";
import type * as senderModule from "@/lib/upload/open";
import { KEY } from "@/lib/upload/receipts";
import { DropTarget } from "./DropTarget";
import { Announcements } from "./Announcements";
import { useLeaveGuard } from "./useLeaveGuard";
import { type Note, type Offered, UploadsContext, useUploadView } from "./useUploads";

type Sender = typeof senderModule;

export function UploadsProvider({ children }: { children: ReactNode }): ReactNode {
  const [wish, setWish] = useState<Wish>({ profile: null, options: {} });
  const [note, setNote] = useState<Note | null>(null);
  const [uploads, open] = useOpened();
  const queries = useQueryClient();
  const value = useMemo<Offered>(() => {
    const add = async (films: readonly Film[]) => {
      try {
        await (await open()).add(films, wish);
      } catch (reason) {
        setNote({ kind: "unsent", reason, again: () => void send({ films, passedOver: 0 }) });
      }
    };
    const send = async (gathering: Promise<Gathered> | Gathered) => {
      try {
        const { films, passedOver } = await withSettings(await gathering, queries);
        setNote(passedOver > 0 ? { kind: "passedOver", count: passedOver } : null);
        if (films.length > 0) await add(films);
      } catch (reason) {
        if (!(reason instanceof DOMException)) throw reason;
        setNote({ kind: "unreadable", reason: reason.message });
      }
    };
    return { uploads, send: (gathering) => void send(gathering), wish, setWish, note, clearNote: () => setNote(null) };
  }, [uploads, open, wish, note, queries]);
  return (
    <UploadsContext.Provider value={value}>
      <DropTarget>{children}</DropTarget>
      <Announcements />
      <LeaveGuard />
    </UploadsContext.Provider>
  );
}

/** Where the settings cannot be read, the films go on by their names alone. */
async function withSettings(gathered: Gathered, queries: QueryClient): Promise<Gathered> {
  if (gathered.films.every(isAlone)) return gathered;
  try {
    return without(gathered, (await queries.query(settingsQuery)).ignored_files);
  } catch {
    return gathered;
  }
}

function LeaveGuard(): ReactNode {
  useLeaveGuard(useUploadView().totals.open > 0);
  return null;
}

/** The uploads once they were opened, and how to open them: at once if something was left. */
function useOpened(): readonly [Uploads | null, () => Promise<Uploads>] {
  const queries = useQueryClient();
  const [uploads, setUploads] = useState<Uploads | null>(null);
  const opening = useRef<Promise<Uploads> | null>(null);
  const open = useMemo(() => {
    const begin = async ({ openUploads }: Sender) => {
      const opened = openUploads(() => void queries.invalidateQueries({ queryKey: ["jobs"] }));
      setUploads(opened);
      await opened.restore();
      return opened;
    };
    return async () => {
      const sender = await loaded(); // outside of what is kept: if it cannot be had now, it may be had later
      return (opening.current ??= begin(sender));
    };
  }, [queries]);
  useEffect(() => {
    if (!wasLeft()) return atRest(() => void loaded().catch(() => undefined)); // the first drop tries again, and tells
    void open().catch(() => undefined); // what was left is shown after a reload; the first drop tries again, and tells
    return undefined;
  }, [open]);
  return [uploads, open];
}

function loaded(): Promise<Sender> {
  return import("@/lib/upload/open");
}

function wasLeft(): boolean {
  try {
    return (localStorage.getItem(KEY) ?? "[]") !== "[]";
  } catch {
    return false; // a browser that keeps nothing has kept nothing
  }
}
