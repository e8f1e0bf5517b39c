import { describe, expect, test } from "vitest";

import type { JobLine, JobLines } from "@/lib/api/jobs";
import {
  extended,
  HEAD,
  isBefore,
  type Known,
  marksOf,
  merged,
  NOTHING,
  PAGE_SIZE,
  patched,
  unreadableOf,
} from "@/lib/jobs/list";
import { aLine } from "@/lib/jobs/sample";

/** A server's list: the newest first; the cursor is the id that a page ended with. Some of its jobs cannot be read. */
class Table {
  readonly #broken = new Set<string>();

  constructor(private jobs: JobLine[]) {}

  static of(count: number): Table {
    return new Table(Array.from({ length: count }, (_, at) => aLine(count - at)));
  }

  page(cursor: string | null): JobLines {
    const from = cursor === null ? 0 : this.jobs.findIndex((job) => isBefore(aLine(parseInt(cursor, 16)), job));
    const jobs = from === -1 ? [] : this.jobs.slice(from, from + PAGE_SIZE);
    const isMore = from !== -1 && from + PAGE_SIZE < this.jobs.length;
    const unreadable = jobs.filter(({ job_id }) => this.#broken.has(job_id));
    return {
      jobs: jobs.filter(({ job_id }) => !this.#broken.has(job_id)),
      next_cursor: isMore ? (jobs.at(-1)?.job_id ?? null) : null,
      unreadable: unreadable.map(({ job_id, created_at }) => ({ job_id, created_at, reason: "status: is none" })),
    };
  }

  break(from: number, upTo: number): void {
    for (let number = from; number <= upTo; number += 1) this.#broken.add(aLine(number).job_id);
  }

  add(...numbers: number[]): void {
    for (const number of numbers) this.jobs.unshift(aLine(number));
  }

  drop(...numbers: number[]): void {
    const ids = new Set(numbers.map((number) => aLine(number).job_id));
    this.jobs = this.jobs.filter((job) => !ids.has(job.job_id));
  }

  get ids(): string[] {
    return this.jobs.map((job) => job.job_id).filter((id) => !this.#broken.has(id));
  }

  get broken(): string[] {
    return this.jobs.map((job) => job.job_id).filter((id) => this.#broken.has(id));
  }
}

const ids = (known: Known): string[] => known.jobs.map((job) => job.job_id);

/** Read the list down to this row, as a reader who scrolls does. */
function scrolled(table: Table, rows: number, known: Known = NOTHING): Known {
  let now = merged(known, HEAD, table.page(null));
  while (now.jobs.length < rows && now.more !== null) {
    now = extended(now);
    const mark = now.marks.at(-1) ?? HEAD;
    now = merged(now, mark, table.page(mark.cursor));
  }
  return now;
}

/** Ask again for every page there is. */
function refreshed(known: Known, table: Table): Known {
  return known.marks.reduce((now, mark) => merged(now, mark, table.page(mark.cursor)), known);
}

describe("the known part of the list", () => {
  test("grows page by page to its end", () => {
    const table = Table.of(250);

    const known = scrolled(table, 1000);

    expect(ids(known)).toEqual(table.ids);
    expect(known.more).toBeNull();
    expect(extended(known)).toBe(known);
  });

  test("is empty when there are no jobs", () => {
    const known = scrolled(Table.of(0), 1);

    expect(known.jobs).toEqual([]);
    expect(known.more).toBeNull();
  });

  test("takes in new jobs at the top and keeps those below", () => {
    const table = Table.of(250);
    const known = scrolled(table, 250);

    table.add(251, 252, 253);

    expect(ids(merged(known, HEAD, table.page(null)))).toEqual(table.ids);
  });

  test("is covered by its marks however many jobs come in, and by few of them", () => {
    const table = Table.of(300);
    let known = scrolled(table, 300);

    for (let number = 301; number <= 700; number += 1) {
      table.add(number);
      known = merged(known, HEAD, table.page(null));
    }
    table.drop(650, 450, 250, 120);

    expect(ids(refreshed(known, table))).toEqual(table.ids);
    expect(known.marks.length).toBeLessThanOrEqual((2 * 700) / PAGE_SIZE);
  });

  test("loses jobs that were deleted from the page that was asked for again, and no others", () => {
    const table = Table.of(250);
    const known = scrolled(table, 250);
    table.drop(240, 100, 1);

    const after = merged(known, HEAD, table.page(null));

    expect(ids(after)).not.toContain(aLine(240).job_id);
    expect(ids(after)).toContain(aLine(100).job_id);
    expect(ids(refreshed(after, table))).toEqual(table.ids);
  });

  test("begins anew when more jobs came than a page holds", () => {
    const table = Table.of(250);
    const known = scrolled(table, 250);
    table.add(...Array.from({ length: PAGE_SIZE + 50 }, (_, at) => 251 + at));

    const after = merged(known, HEAD, table.page(null));

    expect(ids(after)).toEqual(table.ids.slice(0, PAGE_SIZE));
    expect(ids(scrolled(table, 1000, after))).toEqual(table.ids);
  });

  test("stays the very same when nothing changed, and so do the jobs that did not", () => {
    const table = Table.of(150);
    const known = scrolled(table, 150);
    expect(merged(known, HEAD, structuredClone(table.page(null)))).toBe(known);

    table.add(151);
    const after = merged(known, HEAD, structuredClone(table.page(null)));

    expect(after.jobs[1]).toBe(known.jobs[0]);
  });

  test("ends where the list ends now", () => {
    const table = Table.of(250);
    const known = scrolled(table, 250);
    table.drop(...Array.from({ length: 200 }, (_, at) => 1 + at));

    expect(ids(merged(known, HEAD, table.page(null)))).toEqual(table.ids);
  });

  test("shows what an action changed at once", () => {
    const known = scrolled(Table.of(3), 3);
    const [first, second, third] = [3, 2, 1].map((number) => aLine(number).job_id) as [string, string, string];

    const after = patched(
      known,
      new Map([
        [second, { status: "cancelled" as const }],
        [third, null],
      ]),
    );

    expect(after.jobs.map((job) => [job.job_id, job.status])).toEqual([
      [first, "done"],
      [second, "cancelled"],
    ]);
    expect(patched(known, new Map([["another", null]]))).toBe(known);
  });
});

describe("jobs that cannot be read", () => {
  const unreadable = (known: Known) => unreadableOf(known).map(({ job_id }) => job_id);

  test.each([
    ["a whole page at the head", 151, 350],
    ["several pages in the middle", 31, 290],
    ["all that there is", 1, 350],
    ["the last page", 1, 120],
  ])("do not end the list: %s", (_, from, upTo) => {
    const table = Table.of(350);
    table.break(from, upTo);

    const known = scrolled(table, 1000);

    expect(known.more).toBeNull();
    expect(ids(known)).toEqual(table.ids);
    expect(unreadable(known)).toEqual(table.broken);
    expect(refreshed(known, table)).toBe(known);
  });

  test("are kept fresh with the rows beside which they stand", () => {
    const table = Table.of(350);
    table.break(151, 350);
    const known = scrolled(table, 1000);

    table.add(351);
    const looked = (before: Known) =>
      marksOf(before, 0, 20).reduce((now, mark) => merged(now, mark, table.page(mark.cursor)), before);
    const fresh = looked(looked(known)); // the page that joins the new head to the others is asked for with the next turn

    expect(ids(fresh)).toEqual(table.ids);
    expect(unreadable(fresh)).toHaveLength(table.broken.length);
    expect(unreadable(fresh)).toEqual(expect.arrayContaining(table.broken));
  });

  test("are named no more once they are deleted, and the others stay", () => {
    const table = Table.of(350);
    table.break(101, 330);
    const known = scrolled(table, 1000);

    table.drop(...Array.from({ length: 200 }, (_, at) => 120 + at));
    const fresh = refreshed(refreshed(known, table), table);

    expect(ids(fresh)).toEqual(table.ids);
    expect(unreadable(fresh)).toEqual(table.broken);
  });

  test("do not end the list where not even their time can be read", () => {
    const timeless = (of: number) =>
      Array.from({ length: PAGE_SIZE }, (_, at) => ({ job_id: `${String(of)}-${String(at)}`, reason: "created_at" }));
    const first = { jobs: [], next_cursor: "1", unreadable: timeless(1) };
    const second = { jobs: [], next_cursor: "2", unreadable: timeless(2) };
    const third = { jobs: [aLine(2), aLine(1)], next_cursor: null, unreadable: [] };
    const pages = new Map<string | null, JobLines>([[null, first], ["1", second], ["2", third]]); // prettier-ignore
    const read = (known: Known) => known.marks.reduce((now, mark) => merged(now, mark, pages.get(mark.cursor) ?? third), known); // prettier-ignore

    const known = read(extended(read(extended(read(NOTHING)))));

    expect(ids(known)).toEqual([aLine(2).job_id, aLine(1).job_id]);
    expect(known.more).toBeNull();
    expect(unreadable(known)).toHaveLength(2 * PAGE_SIZE);
    expect(read(known)).toBe(known);
  });
});

describe("the order of the list", () => {
  test("is by time, whether it has a fraction or not, then by id", () => {
    const whole = aLine(1, { created_at: "2026-11-23T09:30:41Z" });
    const later = aLine(0, { created_at: "2026-11-23T09:30:41.000001Z" });
    const sameTime = aLine(2, { created_at: "2026-11-23T09:30:41Z" });

    expect(isBefore(later, whole)).toBe(true);
    expect(isBefore(whole, later)).toBe(false);
    expect(isBefore(sameTime, whole)).toBe(true);
    expect(isBefore(whole, whole)).toBe(false);
  });
});

describe("the pages that have to be fresh", () => {
  const known = scrolled(Table.of(450), 450);

  test.each([
    [0, 30, [0]],
    [90, 120, [0, 1]],
    [100, 130, [1]],
    [430, 450, [4]],
  ])("for the rows %i to %i are number %j", (first, last, pages) => {
    expect(marksOf(known, first, last)).toEqual(pages.map((at) => known.marks[at]));
  });

  test("are the head while nothing is known", () => {
    expect(marksOf(NOTHING, 0, 0)).toEqual([HEAD]);
  });
});
