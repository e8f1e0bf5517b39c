/** A file that somebody chose, dropped or pasted. */

export interface Film {
  readonly file: File;
  /** Folders it was found in and its name, as `Day 1/A001.mov`; the name alone when it came by itself. */
  readonly path: string;
}

/** What tells one file from another without reading it: a file that was changed has another time. */
export function fingerprint({ name, size, lastModified }: Pick<File, "name" | "size" | "lastModified">): string {
  return `${String(size)} ${String(lastModified)} ${name}`;
}

const TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/;

/** The media type to send it as; what browsers make of names they do not know is no type. */
export function contentType({ type }: Pick<File, "type">): string {
  return TYPE.test(type) ? type : "application/octet-stream";
}
