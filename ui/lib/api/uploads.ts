/** Uploads, as the API takes them: declared, signed, listed, completed, given up. The bytes go by lib/api/bucket.ts. */

import { get, post, remove } from "@/lib/api/client";
import type { Job } from "@/lib/api/jobs";
import type { components } from "@/lib/api/schema";
import { contentType, type Film } from "@/lib/upload/film";

type Schemas = components["schemas"];

export type OnePutOrder = Schemas["SingleAnswer"];
export type PartsOrder = Schemas["MultipartAnswer"];
/** What a declared file is answered with: where its bytes go. */
export type Order = OnePutOrder | PartsOrder;
export type Options = Schemas["Options"];

/** What is to be made of a file; `profile` null: what the settings say. */
export interface Wish {
  readonly profile: string | null;
  readonly options: Partial<Options>;
}

/** Every call rejects with ApiProblem. */
export interface UploadApi {
  /** Declare a file; its job waits for the bytes. `checksum` is the CRC-32 of one that is small. */
  start: (film: Film, wish: Wish, checksum: string | null) => Promise<Order>;
  look: (job_id: string) => Promise<Job>;
  /** Sign parts of an open upload, again or for the first time, each with its CRC-32. */
  sign: (
    job_id: string,
    numbers: readonly number[],
    checksums: readonly string[],
  ) => Promise<Schemas["SignedPartsAnswer"]>;
  /** Sign the one PUT of a small file again. */
  signPut: (job_id: string) => Promise<Schemas["SingleUpload"]>;
  /** The parts that the bucket has. */
  stored: (job_id: string) => Promise<Schemas["StoredPart"][]>;
  /** Say that all bytes are there; as often as one likes. */
  complete: (job_id: string) => Promise<Job>;
  /** Give it up; its parts are thrown away. */
  abort: (job_id: string) => Promise<void>;
}

export const uploads: UploadApi = {
  start: (film, { profile, options }, checksum_crc32) => {
    const { name, size } = film.file;
    const wished = { ...(profile === null ? {} : { profile }), options };
    return post<Order>("/upload/", {
      body: {
        filename: name,
        size,
        content_type: contentType(film.file),
        folder: film.path.includes("/") ? film.path.slice(0, film.path.lastIndexOf("/")) : "",
        checksum_crc32,
        part_checksums: "crc32",
        ...wished,
      },
    });
  },
  look: (job_id) => get<Job>(`/status/${job_id}/`),
  sign: (job_id, numbers, checksums) => post(`/upload/${job_id}/parts/`, { body: { numbers, checksums } }),
  signPut: (job_id) => post(`/upload/${job_id}/put/`),
  stored: async (job_id) => (await get<Schemas["StoredPartsAnswer"]>(`/upload/${job_id}/parts/`)).parts,
  complete: (job_id) => post<Job>(`/upload/${job_id}/complete/`),
  abort: (job_id) => remove(`/upload/${job_id}/`),
};
