/** The uploads of this page with everything they need: loaded with the first drop, or when something was left to be gone on with. */

import { put } from "@/lib/api/bucket";
import { get } from "@/lib/api/client";
import type { Job } from "@/lib/api/jobs";
import { uploads as api } from "@/lib/api/uploads";
import { Lanes } from "@/lib/upload/lanes";
import { Uploads } from "@/lib/upload/queue";
import { Receipts } from "@/lib/upload/receipts";
import type { Limits } from "@/lib/upload/refusal";
import { Tabs } from "@/lib/upload/tabs";

/** Requests to the bucket at a time: as many as browsers open to one HTTP/1.1 server. */
const LANES = 6;

/** `arrived` is told each job whose file has come into the bucket. */
export function openUploads(arrived: (job: Job) => void): Uploads {
  const means = { api, put, lanes: new Lanes(LANES), receipts: new Receipts(memory()) };
  const tabs = new Tabs();
  const uploads = new Uploads(means, {
    limits: () => get<Limits>("/settings/"),
    elsewhere: () => tabs.others(),
    arrived,
  });
  uploads.board.subscribe(() => tabs.hold(uploads.inHand));
  return uploads;
}

/** What outlives the page; in a browser that is told to keep nothing, what lives as long as the page. */
function memory(): Pick<Storage, "getItem" | "setItem"> {
  try {
    return localStorage;
  } catch {
    const kept = new Map<string, string>();
    return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) };
  }
}
