"use client";

import { VisuallyHidden } from "@chakra-ui/react";
import { type ReactNode, useState } from "react";
import { type Strings, useStrings } from "@/lib/strings";
import type { Item, View } from "@/lib/upload/items";
import { useUploadView } from "./useUploads";

/** Says to screen readers what came of an upload, when it came to something. */
export function Announcements(): ReactNode {
  const words = useStrings().upload.announce;
  const view = useUploadView();
  const [before, setBefore] = useState<View>(view);
  const [said, setSaid] = useState("");
  if (before !== view) {
    // While it is drawn, as React has it for what follows from a change: no second pass shows the old words.
    setBefore(view);
    const news = newsOf(before.items, view.items, words);
    if (news !== "") setSaid(news);
  }
  return <VisuallyHidden role="status">{said}</VisuallyHidden>;
}

function newsOf(before: readonly Item[], now: readonly Item[], words: Strings["upload"]["announce"]): string {
  const stages = new Map(before.map(({ id, stage }) => [id, stage]));
  const news = now.flatMap(({ id, stage, name }) => {
    const isNews = stages.get(id) !== stage && (stage === "done" || stage === "failed" || stage === "refused");
    return isNews ? [words[stage](name)] : [];
  });
  return news.join(" ");
}
