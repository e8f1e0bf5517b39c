/** What the bench asks of a file here, and how it is told what was measured: JSON in the environment, JSON in a file. */
import { writeFile } from "node:fs/promises";

export function given(): unknown {
  return JSON.parse(process.env.BENCH_GIVEN ?? "{}");
}

export async function answer(measured: Record<string, unknown>): Promise<void> {
  const json = JSON.stringify(measured);
  if (process.env.BENCH_ANSWER === undefined) process.stdout.write(`${json}\n`);
  else await writeFile(process.env.BENCH_ANSWER, json);
}
