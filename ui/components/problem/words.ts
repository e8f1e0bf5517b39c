/** What is shown of something that went wrong. */

import { ApiProblem, type Fields, type OwnCode } from "@/lib/api/problem";
import type { Strings } from "@/lib/strings";

/** A problem as the API writes it: in its answers, and in jobs that failed. */
export interface Told {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

export interface Words extends Told {
  /** What there is beside the sentence: a browser's own words, the beginning of an unreadable answer. */
  readonly detail: string;
  readonly fields: Fields;
  readonly requestId: string | undefined;
}

/** The API's code, sentence and hint as they are; for what the page found by itself, its own, with the cause as detail. */
export function wordsOf(problem: unknown, strings: Strings): Words {
  const own = strings.problem.own;
  if (problem instanceof ApiProblem) {
    const { code, message, hint, fields, requestId } = problem;
    if (isOwn(code)) return { code, ...own[code], detail: message, fields, requestId };
    return { code, message, hint, detail: "", fields, requestId };
  }
  if (isTold(problem)) return { ...problem, detail: "", fields: {}, requestId: undefined };
  const detail = problem instanceof Error ? `${problem.name}: ${problem.message}` : String(problem);
  const code = problem instanceof Error && problem.name === "ChunkLoadError" ? "page_incomplete" : "page_failed";
  return { code, ...own[code], detail, fields: {}, requestId: undefined };
}

/** All of it as plain text, for a report. */
export function asText({ code, message, hint, detail, fields, requestId }: Words): string {
  const inputs = Object.entries(fields).map(([name, wrong]) => `${name}: ${wrong}`);
  const lines = [`${code}: ${message}`, hint, detail, ...inputs, requestId === undefined ? "" : `request ${requestId}`];
  return lines.filter((line) => line !== "").join("\n");
}

function isOwn(code: string): code is OwnCode {
  return code === "api_unreachable" || code === "api_unreadable" || code === "sign_in_needed";
}

function isTold(problem: unknown): problem is Told {
  return (
    typeof problem === "object" &&
    problem !== null &&
    !(problem instanceof Error) &&
    ["code", "message", "hint"].every((key) => typeof (problem as Record<string, unknown>)[key] === "string")
  );
}
