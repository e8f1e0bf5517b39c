/** What the charts of a host draw: its samples of the last 15 minutes, and the report of this moment at their end. */

export interface Point {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly value: number;
}

export type Metric = "cpu_percent" | "memory_percent" | "disk_free" | "load_average" | "jobs";

export interface Sample extends Readonly<Record<Metric, number>> {
  readonly at: string;
}

export interface Report {
  readonly seen_at?: string | null;
  readonly cpu_percent: number;
  readonly memory_percent: number;
  readonly disk_free: number;
  readonly load_average: readonly number[];
  readonly jobs: readonly string[];
}

/** Line pieces without gaps, and what the scale runs to. */
export interface Drawing {
  readonly pieces: readonly (readonly Point[])[];
  readonly top: number;
}

/** One report of a host, as its samples are. Null for one that the table has not dated. */
function asSample(report: Report): Sample | null {
  if (!report.seen_at) return null;
  return {
    at: report.seen_at,
    cpu_percent: report.cpu_percent,
    memory_percent: report.memory_percent,
    disk_free: report.disk_free,
    load_average: report.load_average[0] ?? 0,
    jobs: report.jobs.length,
  };
}

/** The samples and, where it is later than they are, the host's report of this moment. */
export function withLatest(samples: readonly Sample[], report: Report): readonly Sample[] {
  const latest = asSample(report);
  const last = samples.at(-1);
  if (!latest || (last && Date.parse(last.at) >= Date.parse(latest.at))) return samples;
  return [...samples, latest];
}

/**
 * One measure over time. The line breaks where samples are missing: a host that was away did not hover at a mean. Samples are
 * `everySeconds` apart; two that are missing make a gap.
 */
export function drawing(samples: readonly Sample[], metric: Metric, everySeconds: number, least: number): Drawing {
  const points = samples.map((sample) => ({ at: Date.parse(sample.at), value: sample[metric] }));
  const pieces: Point[][] = [];
  for (const point of points) {
    const piece = pieces.at(-1);
    const before = piece?.at(-1);
    if (piece && before && point.at - before.at < 3 * everySeconds * 1000) piece.push(point);
    else pieces.push([point]);
  }
  return { pieces, top: Math.max(least, ...points.map(({ value }) => value)) };
}

/** The point nearest to a moment; undefined where there is none. */
export function nearest(pieces: Drawing["pieces"], at: number): Point | undefined {
  let found: Point | undefined;
  for (const point of pieces.flat()) {
    if (!found || Math.abs(point.at - at) < Math.abs(found.at - at)) found = point;
  }
  return found;
}

/** The last sample of each minute, newest first: as much as a table can be read for. */
export function byMinute(samples: readonly Sample[]): readonly Sample[] {
  const minutes = new Map(samples.map((sample) => [Math.floor(Date.parse(sample.at) / 60_000), sample]));
  return [...minutes.values()].reverse();
}
