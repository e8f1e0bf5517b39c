/** The API as a test uses it beside the page: to set the scene, and to see what came of what was done in the page. */
import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { expect } from "@playwright/test";
import type { components } from "../../lib/api/schema";
import { stack } from "./stack";

type Schemas = components["schemas"];
export type Job = Schemas["JobAnswer"];

const ENDED = ["done", "failed", "rejected", "cancelled", "expired"];
const JOB_MILLISECONDS = 90_000;

export interface Order {
  job_id: string;
  method: "single" | "multipart";
  upload: { url: string; headers: Record<string, string> };
}

export class Api {
  constructor(private readonly url = stack.api) {}

  /** Send one request that has to be carried out; its answer. */
  async told<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await this.ask(method, path, body);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${String(answer.status)} ${text}`);
    return (text ? JSON.parse(text) : undefined) as T;
  }

  /** Send one request; the answer, whatever it is. */
  async ask(method: string, path: string, body?: unknown): Promise<Response> {
    const json =
      body === undefined ? {} : { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
    return fetch(`${this.url}${path}`, { method, ...json });
  }

  async job(id: string): Promise<Job> {
    return this.told<Job>("GET", `/status/${id}/`);
  }

  /** The newest job of a file with this name, once there is one. */
  async named(filename: string): Promise<Job> {
    let found: Job | undefined;
    await expect
      .poll(async () => {
        const { jobs } = await this.told<{ jobs: Job[] }>("GET", `/jobs/?q=${encodeURIComponent(filename)}`);
        found = jobs.find((job) => job.filename === filename);
        return found !== undefined;
      }, `there is a job of ${filename}`)
      .toBe(true);
    if (found === undefined) throw new Error(filename);
    return found;
  }

  /** Wait until the job has ended, in whatever way. */
  async ended(id: string): Promise<Job> {
    await expect
      .poll(async () => ENDED.includes((await this.job(id)).status), {
        message: `job ${id} ends`,
        timeout: JOB_MILLISECONDS,
      })
      .toBe(true);
    return this.job(id);
  }

  /** Wait until the job has ended, which has to be well. */
  async done(id: string): Promise<Job> {
    const job = await this.ended(id);
    expect(job.status, JSON.stringify(job.error)).toBe("done");
    return job;
  }

  /** Ask for the upload of a small file. */
  async order(filename: string, size: number, more: Record<string, unknown> = {}): Promise<Order> {
    return this.told<Order>("POST", "/upload/", { filename, size, content_type: "video/mp4", ...more });
  }

  /** Upload a file of less than 16 MiB; the id of its job. */
  async upload(path: string, more: Record<string, unknown> = {}): Promise<string> {
    const { size } = await stat(path);
    return this.send(await this.order(basename(path), size, more), path);
  }

  /** Send what was ordered; the id of its job. */
  async send(order: Order, path: string): Promise<string> {
    const body = await readFile(path);
    const put = await fetch(order.upload.url, {
      method: "PUT",
      body: new Uint8Array(body),
      headers: order.upload.headers,
    });
    if (!put.ok) throw new Error(`PUT: ${String(put.status)} ${await put.text()}`);
    await this.told("POST", `/upload/${order.job_id}/complete/`);
    return order.job_id;
  }

  async settings(): Promise<Schemas["SettingsAnswer"]> {
    return this.told("GET", "/settings/");
  }

  async change(changes: Record<string, unknown>): Promise<void> {
    await this.told("POST", "/settings/", changes);
  }
}
