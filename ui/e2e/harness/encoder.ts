/** A job that stays at work for as long as a test looks at it: its ffmpeg is made to wait, by signals. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "@playwright/test";
import type { Api } from "./api";
import { stack } from "./stack";

const LOOK_MILLISECONDS = 50;

/** Look at a job in the middle of its encoding. It goes on after the look. */
export async function whileEncoding(api: Api, id: string, look: () => Promise<void>): Promise<void> {
  const frames = async () => (await api.job(id)).frames_done;
  await expect.poll(frames, { message: `job ${id} encodes`, intervals: [LOOK_MILLISECONDS] }).toBeGreaterThan(0);
  const encoders = await writers();
  try {
    for (const each of encoders) process.kill(each, "SIGSTOP");
    expect((await api.job(id)).phase, "it was held in time").toBe("encoding");
    await look();
  } finally {
    for (const each of encoders) process.kill(each, "SIGCONT");
  }
}

/** Process ids of what writes into the work folder of the stack. */
async function writers(): Promise<readonly number[]> {
  const processes = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    processes.map(async (id) => {
      const words = await readFile(join("/proc", id, "cmdline"), "utf8").catch(() => ""); // it has just ended
      return words.includes(join(stack.data, "work")) ? [Number(id)] : [];
    }),
  );
  return found.flat();
}
