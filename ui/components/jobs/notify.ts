/** Whether the reader wants the browser to tell of the end of a job. The browser is asked only when the reader asks for it. */

import { useCallback, useState } from "react";

import { useStored } from "@/lib/stored";

const KEY = "vts.tell";
const YES = "yes";

export type Telling = "missing" | "refused" | "off" | "on";

/** How it stands, and a way to turn it on and off. */
export function useTelling(): readonly [Telling, () => Promise<void>] {
  const [stored, keep] = useStored(KEY);
  const [isRefused, setRefused] = useState(false);
  const telling = state(stored, isRefused);
  const turn = useCallback(async () => {
    if (telling === "on") {
      keep(null);
    } else if (telling !== "missing") {
      const permission = await Notification.requestPermission();
      setRefused(permission !== "granted");
      keep(permission === "granted" ? YES : null);
    }
  }, [telling, keep]);
  return [telling, turn];
}

/** Tell it, if this is wanted and allowed; a click brings the page back and opens `address`. */
export function tell(title: string, body: string, address: string): void {
  const notification = new Notification(title, { body, tag: address, icon: "/icon.svg" });
  notification.addEventListener("click", () => {
    window.focus();
    window.location.assign(address);
    notification.close();
  });
}

function state(stored: string | null | undefined, isRefused: boolean): Telling {
  if (stored === undefined) return "off"; // as the page was built
  if (typeof Notification === "undefined") return "missing";
  if (isRefused || Notification.permission === "denied") return "refused";
  return stored === YES && Notification.permission === "granted" ? "on" : "off";
}
