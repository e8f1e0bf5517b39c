import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Job } from "@/lib/api/jobs";
import type { Film } from "@/lib/upload/film";
import { Lanes } from "@/lib/upload/lanes";
import { type House, Uploads } from "@/lib/upload/queue";
import { Receipts } from "@/lib/upload/receipts";
import { refusalOf } from "@/lib/upload/refusal";
import { aFilm, aMemory, aProblem, SampleServer, WISH } from "@/lib/upload/sample";
import { Trouble } from "@/lib/upload/trouble";

vi.mock("@/lib/upload/refusal", () => ({ refusalOf: vi.fn() })); // files are looked at in a real browser: e2e/upload.spec.ts

let server: SampleServer;
let receipts: Receipts;
let arrived: Job[];
let elsewhere: Set<string>;
let uploads: Uploads;

beforeEach(() => {
  server = new SampleServer();
  receipts = new Receipts(aMemory());
  [arrived, elsewhere] = [[], new Set()];
  vi.mocked(refusalOf).mockResolvedValue(null);
  vi.spyOn(Math, "random").mockReturnValue(0);
  uploads = opened();
});

function opened(): Uploads {
  const house: House = {
    limits: () => Promise.resolve({ max_upload_bytes: 100, max_duration_seconds: 100 }),
    elsewhere: () => Promise.resolve(elsewhere),
    arrived: (job) => arrived.push(job),
  };
  return new Uploads({ api: server, put: server.put, lanes: new Lanes(2), receipts }, house);
}

const stages = () => uploads.board.items.map(({ stage }) => stage);
const until = (...wanted: string[]) => vi.waitFor(() => expect(stages()).toEqual(wanted));
const idOf = (at: number) => uploads.board.items[at]?.id ?? "";
const holding = () => {
  let go: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (go = resolve));
  server.holds = () => held;
  return go;
};
const add = (...films: Film[]) => uploads.add(films, WISH);

describe("films that are added", () => {
  test("come into the bucket, and each job is told of", async () => {
    await add(aFilm(10, "one.mov"), aFilm(3, "two.mov"), aFilm(6, "three.mov"));

    await until("done", "done", "done");
    expect(arrived).toHaveLength(3);
    expect(uploads.board.items.map(({ sent }) => sent)).toEqual([10, 3, 6]);
  });

  test("and are stopped before anything of theirs was drawn are shown with what is there", async () => {
    server.meets = (number) => (number === 3 ? new Trouble("quota_full") : null);
    await add(aFilm(10));

    await until("failed");
    expect(uploads.board.items[0]?.sent).toBe(8);
  });

  test("start in order: a large one has all lanes until its last part is out", async () => {
    await add(aFilm(20, "large.mov"), aFilm(3, "small.mov"));
    await until("done", "done");

    const declared = server.log.lastIndexOf("start");
    const sentBefore = server.log.slice(0, declared).filter((line) => line.startsWith("put"));
    expect(sentBefore).toEqual(["put 1", "put 2", "put 3", "put 4", "put 5"]);
  });

  test("are not taken twice while they are on their way; once they are there, they are", async () => {
    const go = holding();
    await add(aFilm(10));
    await add(aFilm(10));
    expect(stages()).toHaveLength(1);
    go();
    await until("done");

    await add(aFilm(10));
    await until("done", "done");
  });

  test("and are not taken here are not sent; looked at again, they may be", async () => {
    vi.mocked(refusalOf).mockResolvedValueOnce({ code: "text_file" });
    await add(aFilm(10));
    await until("refused");
    expect(server.log).toEqual([]);

    await uploads.resume(idOf(0));
    await until("done");
  });

  test("are checked by the API alone when the settings cannot be had", async () => {
    server.refuses = (call) => (call === "start" ? aProblem("upload_too_large", 413) : null);
    await add(aFilm(10));
    await until("failed");
    expect(uploads.board.items[0]?.trouble).toMatchObject({ code: "upload_too_large" });
  });
});

describe("an upload", () => {
  test("that is paused sends nothing, and goes on with what is missing", async () => {
    const go = holding();
    await add(aFilm(20));
    await vi.waitFor(() => expect(server.log).toContain("put 2"));

    uploads.pause(idOf(0));
    await until("paused");
    go();
    server.log.length = 0;
    await uploads.resume(idOf(0));

    await until("done");
    expect(server.log).not.toContain("start");
    expect(server.content(arrived[0]?.job_id ?? "")).toBe("01234567890123456789");
  });

  test("that is small and paused goes on with the same job", async () => {
    const go = holding();
    await add(aFilm(3));
    await vi.waitFor(() => expect(server.log).toContain("put 1"));
    uploads.pause(idOf(0));
    go();
    await uploads.resume(idOf(0));

    await until("done");
    expect(server.uploads.size).toBe(1);
  });

  test("that is cancelled leaves the list, and its parts are thrown away", async () => {
    holding();
    await add(aFilm(20));
    await vi.waitFor(() => expect(server.log).toContain("put 2"));

    await uploads.cancel(idOf(0));

    expect(stages()).toEqual([]);
    expect([...server.uploads.values()].map(({ status }) => status)).toEqual(["cancelled"]);
    expect(receipts.all()).toEqual([]);
  });

  test("that is cancelled while it is being declared is cancelled there, too", async () => {
    const declared = server.start;
    server.start = async (...given) => {
      const order = await declared(...given);
      uploads.pause(idOf(0));
      void uploads.cancel(idOf(0));
      return order;
    };
    await add(aFilm(20));

    await vi.waitFor(() => expect(server.log).toEqual(["start", "abort"]));
    expect(receipts.all()).toEqual([]);
  });

  test("that has failed makes room for the next, and goes on when it is tried again", async () => {
    let isFull = true;
    server.meets = () => (isFull ? new Trouble("quota_full") : null);
    await add(aFilm(10, "one.mov"));
    await until("failed");
    isFull = false;
    await add(aFilm(10, "two.mov"));
    await until("failed", "done");

    await uploads.resumeAll();
    await until("done", "done");
  });

  test("that waits for a network says so, and says no more when it has one", async () => {
    let left = 2;
    server.meets = () => (left-- > 0 ? new Trouble("offline") : null);
    const seen: unknown[] = [];
    uploads.board.subscribe(() => seen.push(uploads.board.view.items[0]?.trouble));

    await add(aFilm(3));

    await until("done");
    expect(uploads.board.items[0]?.trouble).toBeNull();
  });
});

describe("an upload that an earlier visit has left", () => {
  /** A visit that ends while its third part is on its way, and the next one. */
  async function left(): Promise<void> {
    const sends = server.put;
    const stuck = new Promise<void>(() => undefined);
    server.put = (target, body, watch) => (target.url.endsWith("/3") ? stuck : sends(target, body, watch));
    uploads = opened();
    await add(aFilm(20));
    await vi.waitFor(() => expect([...server.uploads.values()][0]?.parts.size).toBe(4));
    server.put = sends;
    uploads = opened();
    server.log.length = 0;
    await uploads.restore();
  }

  test("is shown with what is there, and goes on when its file is chosen again", async () => {
    await left();
    expect(stages()).toEqual(["left"]);
    expect(uploads.board.items[0]?.sent).toBe(16);

    await uploads.give(idOf(0), aFilm(20), WISH);

    await until("done");
    expect(uploads.board.items[0]?.resumed).toBe(true);
    expect(server.log.filter((line) => line.startsWith("put"))).toEqual(["put 3"]);
  });

  test("goes on, too, when its file is simply dropped", async () => {
    await left();
    await add(aFilm(20));
    await until("done");
    expect(server.uploads.size).toBe(1);
  });

  test("wants its own file", async () => {
    await left();
    await uploads.give(idOf(0), aFilm(20, "other.mov"), WISH);
    expect(stages()).toEqual(["left"]);
    expect(uploads.board.items[0]?.refusal).toEqual({ code: "another_file" });
  });

  test("is not shown when another tab has it in hand, and is not sent by this one", async () => {
    await left();
    uploads = opened();
    elsewhere = new Set(receipts.all().map(({ job_id }) => job_id));
    await uploads.restore();
    expect(stages()).toEqual([]);

    await add(aFilm(20));
    await until("refused");
    expect(uploads.board.items[0]?.refusal).toEqual({ code: "sent_elsewhere" });
  });

  test("is not shown when its job is gone", async () => {
    await left();
    server.uploads.clear();
    uploads = opened();
    await uploads.restore();
    expect(stages()).toEqual([]);
    expect(receipts.all()).toEqual([]);
  });

  test("is discarded: its parts are thrown away", async () => {
    await left();
    await uploads.cancel(idOf(0));
    expect(stages()).toEqual([]);
    expect([...server.uploads.values()].map(({ status }) => status)).toEqual(["cancelled"]);
  });
});

test("what is done or was refused can be cleared away", async () => {
  vi.mocked(refusalOf).mockResolvedValueOnce({ code: "text_file" });
  await add(aFilm(10, "one.mov"), aFilm(10, "two.mov"));
  await until("refused", "done");
  uploads.clear();
  expect(stages()).toEqual([]);
});

test("who looks is told what all of them come to", async () => {
  const listener = vi.fn();
  uploads.board.subscribe(listener);
  await add(aFilm(10, "one.mov"), aFilm(6, "two.mov"));

  await vi.waitFor(() => expect(uploads.board.view.totals).toMatchObject({ open: 0, done: 2, size: 16, sent: 16 }));
  expect(listener).toHaveBeenCalled();
});
