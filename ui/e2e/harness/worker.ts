/** One more worker of the stack, as a process of its own that a test can stop or kill. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { expect } from "@playwright/test";
import type { Api } from "./api";
import { stack } from "./stack";

interface Load {
  hosts: { host: string }[];
}

const START_MILLISECONDS = 60_000;

export class Worker {
  private constructor(
    private readonly process: ChildProcess,
    /** What it is called among the hosts. */
    readonly host: string,
  ) {}

  /** Start a worker of this name, and wait until it has reported. */
  static async start(api: Api, host: string): Promise<Worker> {
    const process = spawn(stack.python, ["-m", "local.cli", "worker", "--data", stack.data], {
      cwd: stack.root,
      env: { ...globalThis.process.env, WORKER_NAME: host },
      stdio: "ignore",
    });
    const worker = new Worker(process, host);
    try {
      const names = async () => (await api.told<Load>("GET", "/system_load/")).hosts.map((each) => each.host);
      await expect.poll(names, { message: `${host} reports`, timeout: START_MILLISECONDS }).toContain(host);
    } catch (late) {
      await worker.end("SIGKILL");
      throw late;
    }
    return worker;
  }

  /** SIGTERM lets it say goodbye; SIGKILL does not. */
  async end(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = once(this.process, "exit");
    this.process.kill(signal);
    await ended;
  }
}
