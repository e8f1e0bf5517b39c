import { describe, expect, test } from "vitest";

import { OUTPUTS, STATUSES } from "@/lib/api/values";
import { ACTIONS, allows, isAsked } from "@/lib/jobs/actions";
import { offers } from "@/lib/jobs/outputs";
import { aJob, aLine, aRunningJob } from "@/lib/jobs/sample";
import { allOrNone, kept, NONE, rangeTo, toggled } from "@/lib/jobs/selection";
import { hasOutputs, inOrder, isActive, isAtWork, isNews, isOver, isPublished, toneOf } from "@/lib/jobs/states";
import { frameAt, framesPerSecond, middleOf, timecode } from "@/lib/jobs/timecode";
import { seconds, timeline } from "@/lib/jobs/timeline";
import { commandOf, shuttled } from "@/lib/jobs/transport";
import { observed } from "@/lib/jobs/watch";
import { MOST_NEW, rowsIn, rowsNext } from "@/lib/jobs/windowing";
import { named, titled } from "@/lib/strings/readable";

describe("what the states mean", () => {
  test.each([
    [isActive, ["waiting", "queued", "running"]],
    [isAtWork, ["queued", "running"]],
    [isPublished, ["done", "partial"]],
    [isOver, ["failed", "rejected", "cancelled", "expired"]],
    [isNews, ["done", "partial", "failed", "rejected"]],
  ] as const)("%o", (holds, expected) => {
    expect(STATUSES.filter((status) => holds(status))).toEqual(expected);
  });

  test("each is before the end, published, or over", () => {
    const ways = STATUSES.map((status) => [isActive, isPublished, isOver].filter((holds) => holds(status)).length);
    expect(ways).toEqual(STATUSES.map(() => 1));
  });

  test("the end of a job is told well, with a warning, or as a failure", () => {
    expect(STATUSES.filter(isNews).map(toneOf)).toEqual(["success", "warning", "error", "error"]);
  });

  test("they are put into the order in which a job goes through them", () => {
    expect(inOrder(["failed", "queued", "done"])).toEqual(["queued", "done", "failed"]);
  });
});

describe("what can be downloaded", () => {
  const kinds = (job: ReturnType<typeof aJob>) => offers(job).map(({ output }) => output);

  test("is what the API says there is of the job, with the sizes that are known", () => {
    const job = aJob();
    expect(kinds(job)).toEqual(OUTPUTS);
    expect(kinds(aRunningJob())).toEqual(["source"]);
    const sizes = Object.fromEntries(offers(job).map(({ output, size }) => [output, size]));
    expect(sizes).toMatchObject({ proxy: job.proxy?.size, poster: null, certificate: null, source: job.source.size });
    expect(offers(job).filter(({ isMain }) => isMain)).toHaveLength(1);
  });

  test("of a kind that the page has no word for yet, the API's name stands, readable", () => {
    expect([titled({ proxy: "Proxy" }, "proxy"), titled({}, "contact_sheet")]).toEqual(["Proxy", "Contact sheet"]);
    expect(named({}, "frame_pacing")).toBe("frame pacing");
  });
});

describe("what can be done with a job", () => {
  test("actions are offered in this order, and two are asked about first", () => {
    expect(ACTIONS).toEqual(["cancel", "retry", "convert", "delete"]);
    expect(ACTIONS.filter(isAsked)).toEqual(["convert", "delete"]);
  });

  test.each([
    ["cancel", ["waiting", "queued", "running"]],
    ["delete", [...STATUSES]],
  ] as const)("%s is offered in the states in which the API takes it", (action, expected) => {
    expect(STATUSES.filter((status) => allows(action, aLine(1, { status })))).toEqual(expected);
  });

  test("what cannot help is not offered", () => {
    const failed = aLine(1, { status: "failed", remedies: ["retry", "convert"] });
    const text = aLine(1, { status: "rejected", remedies: [] });
    expect([allows("retry", failed), allows("convert", failed)]).toEqual([true, true]);
    expect([allows("retry", text), allows("convert", text)]).toEqual([false, false]);
    expect([allows("retry", aLine(1)), allows("convert", aLine(1))]).toEqual([false, true]);
  });

  test("outputs are there until retention has deleted them", () => {
    expect(hasOutputs(aLine(1))).toBe(true);
    expect(hasOutputs(aLine(1, { status: "partial" }))).toBe(true);
    expect(hasOutputs(aLine(1, { expires_at: null }))).toBe(false);
    expect(hasOutputs(aLine(1, { status: "running" }))).toBe(false);
  });
});

describe("choosing several", () => {
  const ids = ["a", "b", "c", "d", "e"];

  test("one is chosen and left out again", () => {
    const once = toggled(NONE, "b");
    expect([...once.chosen]).toEqual(["b"]);
    expect([...toggled(once, "b").chosen]).toEqual([]);
  });

  test("a range goes from the last one chosen, in both directions, and adds to what is chosen", () => {
    const down = rangeTo(toggled(NONE, "b"), "d", ids);
    expect([...down.chosen].sort()).toEqual(["b", "c", "d"]);
    expect([...rangeTo(down, "a", ids).chosen].sort()).toEqual(["a", "b", "c", "d"]);
  });

  test("a range without a beginning is the one job", () => {
    expect([...rangeTo(NONE, "c", ids).chosen]).toEqual(["c"]);
  });

  test("all are chosen, and none when all are", () => {
    const all = allOrNone(toggled(NONE, "a"), ids);
    expect([...all.chosen]).toEqual(ids);
    expect(allOrNone(all, ids)).toBe(NONE);
  });

  test("what is not in the list any more is left out", () => {
    const two = rangeTo(toggled(NONE, "a"), "b", ids);
    expect([...kept(two, (id) => id !== "a").chosen]).toEqual(["b"]);
    expect(kept(two, () => true)).toBe(two);
  });
});

describe("news of jobs", () => {
  const at = (status: "queued" | "running" | "done" | "failed" | "cancelled") => aLine(1, { status });

  test("a job seen at work is news once when it ends", () => {
    const first = observed(new Map(), [at("queued")]);
    const then = observed(first.watching, [at("running")]);
    const last = observed(then.watching, [at("done")]);
    const again = observed(last.watching, [at("done")]);

    expect([first, then, last, again].map(({ ended }) => ended.length)).toEqual([0, 0, 1, 0]);
  });

  test("what was over before is no news, nor what the reader cancelled", () => {
    expect(observed(new Map(), [at("failed")]).ended).toEqual([]);
    const running = observed(new Map(), [at("running")]);
    expect(observed(running.watching, [at("cancelled")]).ended).toEqual([]);
  });

  test("nothing new is the same object, so that nothing is drawn anew", () => {
    const { watching } = observed(new Map(), [at("running")]);
    expect(observed(watching, [at("running")]).watching).toBe(watching);
  });
});

describe("the timeline", () => {
  const steps = (job: ReturnType<typeof aJob>) => timeline(job).map(({ step }) => step);

  test("goes from the upload to the publishing without holes", () => {
    const spans = timeline(aJob({ created_at: "2026-11-23T09:30:00Z" }));

    expect(spans.map(({ step }) => step)).toEqual([
      "upload",
      "queue",
      "probing",
      "encoding",
      "verifying",
      "publishing",
    ]);
    expect(spans.map((span) => seconds(span, 0))).toEqual([41, 1, 1, 50, 7, 1]);
  });

  test("has an open end while the job runs", () => {
    const running = aJob({
      status: "running",
      finished_at: null,
      phases: { encoding: "2026-11-23T09:30:43Z", verifying: null, publishing: null },
    });

    const spans = timeline(running);

    expect(spans.at(-1)).toMatchObject({ step: "encoding", to: null });
    expect(spans.map((span) => seconds(span, Date.parse("2026-11-23T09:30:53Z"))).at(-1)).toBe(10);
  });

  test("shows the latest of several tries, and what was before as one span", () => {
    expect(steps(aJob({ attempt: 3 }))[0]).toBe("earlier");
    expect(steps(aJob({ status: "queued", queued_at: "2026-11-23T10:00:00Z", finished_at: null }))).toEqual([
      "earlier",
      "queue",
    ]);
  });

  test("ends in the queue for a job that was cancelled there", () => {
    const cancelled = aJob({ status: "cancelled", attempt: 0, started_at: null });
    expect(steps({ ...cancelled, phases: { encoding: null, verifying: null, publishing: null } })).toEqual([
      "upload",
      "queue",
    ]);
  });
});

describe("timecode", () => {
  test("reads rates", () => {
    expect(framesPerSecond("30000/1001")).toBeCloseTo(29.97, 3);
    expect(framesPerSecond("25")).toBe(25);
    expect([framesPerSecond("0/0"), framesPerSecond("none"), framesPerSecond("1/0")]).toEqual([0, 0, 0]);
  });

  test.each([
    [0, "25", null, "00:00:00:00"],
    [1799, "25", null, "00:01:11:24"],
    [1, "24000/1001", "23:59:59:23", "00:00:00:00"],
    [1799, "30000/1001", "00:00:00;00", "00:00:59;29"],
    [1800, "30000/1001", "00:00:00;00", "00:01:00;02"],
    [17_981, "30000/1001", "00:00:00;00", "00:09:59;29"],
    [17_982, "30000/1001", "00:00:00;00", "00:10:00;00"],
    [1, "30000/1001", "00:00:59;29", "00:01:00;02"],
    [107_892, "30000/1001", "01:00:00;00", "02:00:00;00"],
    [3600, "60000/1001", "00:00:00;00", "00:01:00;04"],
    [1800, "30000/1001", "00:00:00:00", "00:01:00:00"],
  ])("frame %i at %s from %s is %s", (frame, rate, start, expected) => {
    expect(timecode(frame, framesPerSecond(rate), start)).toBe(expected);
  });

  test("the middle of every frame is in that frame", () => {
    for (const rate of ["24000/1001", "25", "30000/1001", "60000/1001", "120"]) {
      const fps = framesPerSecond(rate);
      for (const frame of [0, 1, 1798, 215_783]) {
        expect(frameAt(middleOf(frame, fps), fps)).toBe(frame);
        expect(frameAt(frame / fps, fps)).toBe(frame);
      }
    }
  });
});

describe("the keys of the player", () => {
  const plain = { shiftKey: false, altKey: false, ctrlKey: false, metaKey: false };
  const press = (key: string, more = {}) => commandOf({ ...plain, key, ...more });

  test("are those of editing programs", () => {
    expect([press(" "), press("k"), press("L")]).toEqual([
      { kind: "toggle" },
      { kind: "pause" },
      { kind: "shuttle", direction: 1 },
    ]);
    expect([press(","), press("."), press(">", { shiftKey: true })]).toEqual([
      { kind: "step", frames: -1 },
      { kind: "step", frames: 1 },
      { kind: "step", frames: 10 },
    ]);
    expect(press("ArrowLeft")).toEqual({ kind: "skip", seconds: -5 });
  });

  test("leave the browser its own", () => {
    expect([press("l", { ctrlKey: true }), press("F5"), press("Tab")]).toEqual([null, null, null]);
  });

  test("J and L double the speed, and turn round", () => {
    const speeds = [1, 1, 1, 1, 1, -1].reduce<number[]>(
      (all, direction) => [...all, shuttled(all.at(-1) ?? 0, direction as 1 | -1)],
      [],
    );
    expect(speeds).toEqual([1, 2, 4, 8, 8, -1]);
  });
});

describe("the rows on the screen", () => {
  test("are those between its edges, and some beyond", () => {
    expect(rowsIn({ top: 200, height: 800, rowHeight: 80, count: 1000 }, 2)).toEqual({ first: 0, last: 10 });
    expect(rowsIn({ top: -8000, height: 800, rowHeight: 80, count: 1000 }, 2)).toEqual({ first: 98, last: 112 });
  });

  test("end with the list", () => {
    expect(rowsIn({ top: -79_500, height: 800, rowHeight: 80, count: 1000 })).toEqual({ first: 987, last: 1000 });
    expect(rowsIn({ top: 0, height: 800, rowHeight: 80, count: 0 })).toEqual({ first: 0, last: 0 });
  });

  test("a leap draws those on the screen first, and a frame no more than it has time for", () => {
    const there = { top: -80_000, height: 800, rowHeight: 80, count: 2000 };
    const first = rowsNext({ first: 0, last: 16 }, there);
    expect(first).toEqual({ first: 1000, last: 1000 + MOST_NEW });
    const second = rowsNext(first, there);
    expect(second).toEqual({ first: 994, last: 1010 });
    expect(rowsNext(second, there)).toEqual({ first: 994, last: 1016 });
  });

  test("a slow scroll, up or down, draws all of it at once and lets go of what is behind", () => {
    const view = { height: 800, rowHeight: 80, count: 1000 };
    const before = rowsIn({ top: -8000, ...view });
    for (const top of [-8400, -7600]) expect(rowsNext(before, { top, ...view })).toEqual(rowsIn({ top, ...view }));
  });
});
