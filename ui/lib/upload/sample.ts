/** A server with its bucket, as the tests of uploads need one: it remembers parts, and fails as it is told to. */

import type { Target, Watch } from "@/lib/api/bucket";
import type { Job } from "@/lib/api/jobs";
import { ApiProblem } from "@/lib/api/problem";
import type { Order, UploadApi, Wish } from "@/lib/api/uploads";
import { aJob } from "@/lib/jobs/sample";
import type { Film } from "@/lib/upload/film";
import type { Trouble } from "@/lib/upload/trouble";

export const WISH: Wish = { profile: null, options: {} };
export const PART = 4;
const SINGLE_BELOW = 4;

/** A file of so many bytes: "0123456789012…". */
export function aFilm(size: number, name = "film.mov", path = name): Film {
  const bytes = Array.from({ length: size }, (_, at) => String(at % 10)).join("");
  return { file: new File([bytes], name, { type: "video/quicktime", lastModified: 1 }), path };
}

interface Upload {
  readonly size: number;
  readonly method: "single" | "multipart";
  status: Job["status"];
  readonly parts: Map<number, string>;
}

export class SampleServer implements UploadApi {
  readonly uploads = new Map<string, Upload>();
  /** Every part that was sent and every call, in order: `put 3`, `sign 1,2`, `complete`. */
  readonly log: string[] = [];
  /** What was to be made of each file that was declared. */
  readonly wishes: Wish[] = [];
  /** The checksum that was told of the last file that was declared, and that of each part when it was signed last. */
  declared: string | null = null;
  readonly checksums = new Map<number, string | undefined>();
  /** Is asked before each PUT: the trouble that it meets, if any. */
  meets: (number: number) => Trouble | null = () => null;
  /** Is waited for in each PUT. */
  holds: () => Promise<void> = () => Promise.resolve();
  /** Is asked before each call of the API: the problem that it meets, if any. */
  refuses: (call: string) => ApiProblem | null = () => null;
  #ids = 0;

  /** The bytes that the bucket has of an upload, in order. */
  content(job_id: string): string {
    const parts = [...this.#of(job_id).parts].sort(([one], [other]) => one - other);
    return parts.map(([, bytes]) => bytes).join("");
  }

  start = async (film: Film, wish: Wish, checksum: string | null): Promise<Order> => {
    this.#called("start");
    this.wishes.push(wish);
    this.declared = checksum;
    this.#ids += 1;
    const job_id = String(this.#ids).padStart(32, "0");
    const { size } = film.file;
    const method = size < SINGLE_BELOW ? "single" : "multipart";
    this.uploads.set(job_id, { size, method, status: "waiting", parts: new Map() });
    const expires_at = inAnHour();
    await Promise.resolve();
    return method === "single"
      ? { job_id, method, upload: { url: `${job_id}/1`, headers: {}, expires_at } }
      : {
          job_id,
          method,
          upload: {
            upload_id: "u",
            part_size: PART,
            part_checksums: null,
            parts: this.#signed(job_id, [1]),
            expires_at,
          },
        };
  };

  look = (job_id: string): Promise<Job> =>
    this.#answer("look", () => aJob({ job_id, status: this.#of(job_id).status }));

  sign = (job_id: string, numbers: readonly number[], checksums: readonly string[]) =>
    this.#answer(`sign ${numbers.join(",")}`, () => {
      numbers.forEach((number, at) => this.checksums.set(number, checksums[at]));
      return { parts: this.#signed(job_id, numbers), expires_at: inAnHour() };
    });

  signPut = (job_id: string) =>
    this.#answer("sign put", () => ({ url: `${job_id}/1`, headers: {}, expires_at: inAnHour() }));

  stored = (job_id: string) =>
    this.#answer("stored", () => {
      const upload = this.#of(job_id);
      if (upload.status !== "waiting") throw aProblem("upload_not_found", 404);
      return [...upload.parts].map(([number, bytes]) => ({ number, size: bytes.length, etag: "e" }));
    });

  complete = (job_id: string): Promise<Job> =>
    this.#answer("complete", () => {
      const upload = this.#of(job_id);
      if (upload.status === "cancelled") throw aProblem("not_in_this_state", 409);
      if (this.content(job_id).length !== upload.size) throw aProblem("upload_incomplete", 409);
      upload.status = "queued";
      return aJob({ job_id, status: "queued" });
    });

  abort = (job_id: string): Promise<void> =>
    this.#answer("abort", () => {
      this.#of(job_id).status = "cancelled";
    });

  put = async ({ url }: Target, body: Blob, { signal, moved }: Watch): Promise<void> => {
    const [job_id = "", part] = url.split("/");
    const number = Number(part);
    this.log.push(`put ${number}`);
    const trouble = this.meets(number);
    if (trouble !== null) throw trouble;
    moved(body.size / 2);
    await Promise.race([
      this.holds(),
      new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error))),
    ]);
    moved(body.size);
    this.#of(job_id).parts.set(number, await textOf(body));
  };

  #answer<T>(call: string, answer: () => T): Promise<T> {
    return Promise.resolve().then(() => {
      this.#called(call);
      return answer();
    });
  }

  #called(call: string): void {
    this.log.push(call);
    const problem = this.refuses(call);
    if (problem !== null) throw problem;
  }

  #signed(job_id: string, numbers: readonly number[]) {
    return numbers.map((number) => ({ number, url: `${job_id}/${number}`, size: PART, headers: {} }));
  }

  #of(job_id: string): Upload {
    const upload = this.uploads.get(job_id);
    if (upload === undefined) throw aProblem("job_not_found", 404);
    return upload;
  }
}

export function aProblem(code: string, status: number): ApiProblem {
  return new ApiProblem({ code, message: code, hint: "", status });
}

/** What a browser keeps for the page. */
export function aMemory(): Pick<Storage, "getItem" | "setItem"> {
  const kept = new Map<string, string>();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) };
}

function inAnHour(): string {
  return new Date(Date.now() + 3_600_000).toISOString();
}

/** jsdom's Blob has no text(). */
function textOf(body: Blob): Promise<string> {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(reader.result as string));
    reader.readAsText(body);
  });
}
