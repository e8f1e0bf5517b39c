/** Jobs, as the API shows them and as the page asks for them. */

import { API, type Asked, get, post, remove, text, withQuery } from "@/lib/api/client";
import type { components, paths } from "@/lib/api/schema";

type Schemas = components["schemas"];

export type Job = Schemas["JobAnswer"];
/** A job as the list has it: without what is in the files, certificate and keys. */
export type JobLine = Schemas["JobLine"];
export type JobLines = Schemas["JobLines"];
/** A job of which what is written down cannot be read. */
export type UnreadableJob = Schemas["UnreadableJob"];
export type Status = Schemas["Status"];
export type Phase = Schemas["Phase"];
export type Media = Schemas["Media"];
export interface Order {
  readonly profile: string | null;
  /** What is left out is as the profile has it. */
  readonly options: Partial<Schemas["Options"]>;
}
export type Link = Schemas["DownloadAnswer"];
export type Output = NonNullable<NonNullable<paths["/download/{job_id}/"]["get"]["parameters"]["query"]>["output"]>;

/** Which jobs a list shows. */
export interface Filter {
  readonly status: Status | null;
  /** Part of the file name, whatever its case. */
  readonly q: string;
}

/** A page of the list, newest first; `cursor` null: the first. */
export async function list(
  { status, q }: Filter,
  cursor: string | null,
  limit: number,
  asked?: Asked,
): Promise<JobLines> {
  return get(withQuery("/jobs/", { brief: "true", limit, status, q, cursor }), asked);
}

export async function one(id: string, asked?: Asked): Promise<Job> {
  return get(`/status/${id}/`, asked);
}

/** The ffmpeg command of the latest try and its last lines. */
export async function log(id: string, asked?: Asked): Promise<string> {
  return text(`/jobs/${id}/log/`, asked);
}

/** End a job that is not finished. */
export async function cancel(id: string): Promise<Job> {
  return post(`/jobs/${id}/cancel/`);
}

/** Run a failed, rejected or cancelled job again, as it was ordered. */
export async function retry(id: string): Promise<Job> {
  return post(`/jobs/${id}/retry/`);
}

/** Make a new job from the source of this one. */
export async function convert(id: string, order: Order): Promise<Job> {
  return post("/convert/", { body: { job_id: id, ...order } });
}

/** Delete a job that is not running, with what it made. */
export async function drop(id: string): Promise<void> {
  return remove(`/jobs/${id}/`);
}

/** A signed link to an output, for as long as it says. */
export async function link(id: string, output: Output, asked?: Asked): Promise<Link> {
  return get(withQuery(`/download/${id}/`, { output, redirect: "false" }), asked);
}

/** The address that leads to an output; a signed link is made when it is followed. */
export function outputUrl(id: string, output: Output): string {
  return `${API}${withQuery(`/download/${id}/`, { output })}`;
}
