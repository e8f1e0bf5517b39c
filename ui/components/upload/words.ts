/** What is said of a file that is not taken, and of an upload that is held up. */

import { type Words, wordsOf } from "@/components/problem/words";
import type { Format } from "@/lib/format";
import type { Strings } from "@/lib/strings";
import type { Refusal } from "@/lib/upload/refusal";
import { Trouble } from "@/lib/upload/trouble";

/** Code, sentence, hint, and what the storage said itself. */
export type Said = Pick<Words, "code" | "message" | "hint" | "detail">;

export function refusalWords(refusal: Refusal, strings: Strings, format: Format): Said {
  const words = strings.upload.refusals;
  const { code } = refusal;
  switch (code) {
    case "upload_too_large": {
      const message = words[code].message(format.bytes(refusal.size), format.bytes(refusal.limit));
      return { code, message, hint: words[code].hint, detail: "" };
    }
    case "too_long": {
      const message = words[code].message(format.duration(refusal.duration), format.duration(refusal.limit));
      return { code, message, hint: words[code].hint, detail: "" };
    }
    default:
      return { code, ...words[code], detail: "" };
  }
}

export function troubleWords(trouble: Error, strings: Strings): Said {
  if (!(trouble instanceof Trouble)) return wordsOf(trouble, strings);
  return { code: trouble.code, ...strings.upload.troubles[trouble.code], detail: trouble.detail };
}
