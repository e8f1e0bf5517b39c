/** What went wrong with a request: what the API said, word for word, or what the page found when nothing could be read. */

export type Fields = Readonly<Record<string, string>>;

/** Codes that the page gives itself; every other one is the API's. Their words are in lib/strings. */
export type OwnCode = "api_unreachable" | "api_unreadable" | "sign_in_needed";

export interface ProblemParts {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** What is wrong with single inputs, by their names. */
  readonly fields?: Fields | undefined;
  /** The API's name of the request, to be found in its log. */
  readonly requestId?: string | undefined;
  /** Seconds until asking again makes sense, where the API said so. */
  readonly retryAfter?: number | undefined;
}

/** Thrown by every call in lib/api that did not end well; show it with components/problem. */
export class ApiProblem extends Error {
  readonly code: string;
  readonly hint: string;
  readonly status: number;
  readonly fields: Fields;
  readonly requestId: string | undefined;
  readonly retryAfter: number | undefined;

  constructor(parts: ProblemParts) {
    super(parts.message);
    this.name = "ApiProblem";
    this.code = parts.code;
    this.hint = parts.hint;
    this.status = parts.status;
    this.fields = parts.fields ?? {};
    this.requestId = parts.requestId;
    this.retryAfter = parts.retryAfter;
  }

  /** Whether the same request may go well in a moment. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** Read an answer that is not a success. A body in another shape than the API's is shown as it is. */
export function problemOf(answer: { status: number; headers: Headers }, text: string): ApiProblem {
  const seconds = Number(answer.headers.get("retry-after") ?? NaN);
  const known = {
    status: answer.status,
    requestId: answer.headers.get("x-request-id") ?? undefined,
    retryAfter: Number.isFinite(seconds) ? seconds : undefined,
  };
  const told = read(text);
  if (told) return new ApiProblem({ ...known, ...told });
  return new ApiProblem({ ...known, code: "api_unreadable" satisfies OwnCode, message: text.slice(0, 300), hint: "" });
}

/** There was no answer at all: the API is down, or the line is. */
export function unreachable(reason: unknown): ApiProblem {
  const message = reason instanceof Error ? reason.message : String(reason);
  return new ApiProblem({ code: "api_unreachable" satisfies OwnCode, message, hint: "", status: 0 });
}

/** Whoever asks has to sign in, the first time or again. */
export function signInProblem(): ApiProblem {
  return new ApiProblem({ code: "sign_in_needed" satisfies OwnCode, message: "", hint: "", status: 401 });
}

function read(text: string): Pick<ProblemParts, "code" | "message" | "hint" | "fields"> | null {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return null; // a proxy's HTML, or nothing
  }
  if (!isRecord(body) || !isRecord(body.error)) return null;
  const { code, message, hint, fields } = body.error;
  if (typeof code !== "string" || typeof message !== "string") return null;
  return {
    code,
    message,
    hint: typeof hint === "string" ? hint : "",
    fields: isRecord(fields) ? Object.fromEntries(Object.entries(fields).map(([k, v]) => [k, String(v)])) : undefined,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
