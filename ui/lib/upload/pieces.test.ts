import { describe, expect, test, vi } from "vitest";
import { Lanes } from "@/lib/upload/lanes";
import { Parts } from "@/lib/upload/parts";
import { delayMs, rest } from "@/lib/upload/patience";
import { KEY, Receipts, type Receipt } from "@/lib/upload/receipts";
import { aMemory } from "@/lib/upload/sample";
import { etaSeconds, Speed } from "@/lib/upload/speed";
import { type Sign, Signatures } from "@/lib/upload/targets";
import { troubleOf } from "@/lib/upload/trouble";

describe("parts", () => {
  const parts = new Parts(10, 4);

  test("cover the file", () => {
    expect(parts.count).toBe(3);
    expect([1, 2, 3].map((number) => parts.size(number))).toEqual([4, 4, 2]);
    expect(parts.sum([1, 3])).toBe(6);
    expect(parts.slice(new Blob(["0123456789"]), 3).size).toBe(2);
  });

  test("are missing that are not there, or are there with another size", () => {
    expect(parts.missing([])).toEqual([1, 2, 3]);
    expect(parts.missing([{ number: 1, size: 4 }, { number: 3, size: 1 }])).toEqual([2, 3]); // prettier-ignore
    expect(parts.missing([1, 2, 3].map((number) => ({ number, size: parts.size(number) })))).toEqual([]);
  });

  test("of a file that ends with a part have no empty one", () => {
    expect(new Parts(8, 4).count).toBe(2);
  });
});

describe("lanes", () => {
  test("run so many at a time, first come, first served", async () => {
    const lanes = new Lanes(2);
    const { signal } = new AbortController();
    const ends: (() => void)[] = [];
    const started: number[] = [];
    const task = (number: number) => () => {
      started.push(number);
      return new Promise<void>((resolve) => ends.push(resolve));
    };

    const all = [1, 2, 3, 4].map((number) => lanes.run(task(number), signal));
    await vi.waitFor(() => expect(started).toEqual([1, 2]));
    expect(lanes.spare).toBe(-2);
    ends[0]?.();
    await vi.waitFor(() => expect(started).toEqual([1, 2, 3]));
    ends[1]?.();
    await vi.waitFor(() => expect(started).toEqual([1, 2, 3, 4]));
    ends.slice(2).forEach((end) => end());
    await Promise.all(all);
    expect(lanes.spare).toBe(2);
  });

  test("who stops waiting leaves his place", async () => {
    const lanes = new Lanes(1);
    const stop = new AbortController();
    let end: () => void = () => undefined;
    const first = lanes.run(() => new Promise<void>((resolve) => (end = resolve)), new AbortController().signal);
    const second = lanes.run(() => Promise.resolve("second"), stop.signal);
    const third = lanes.run(() => Promise.resolve("third"), new AbortController().signal);

    stop.abort();
    await expect(second).rejects.toThrow();
    end();

    await first;
    await expect(third).resolves.toBe("third");
  });

  test("tell of a lane that nobody wants, also after a task that failed", async () => {
    const lanes = new Lanes(1);
    lanes.onSpare = vi.fn();

    await expect(lanes.run(() => Promise.reject(new Error("no")), new AbortController().signal)).rejects.toThrow("no");

    expect(lanes.onSpare).toHaveBeenCalledOnce();
  });
});

describe("speed", () => {
  test("is that of the last seconds", () => {
    const speed = new Speed();
    expect(speed.rate).toBeNull();
    for (let second = 0; second <= 10; second += 1) speed.note(second * 100, second * 1000);
    expect(speed.rate).toBe(100);
    for (let second = 11; second <= 20; second += 1) speed.note(1000 + (second - 10) * 500, second * 1000);
    expect(speed.rate).toBe(500);
  });

  test("sinks to nothing when nothing goes, and begins anew when bytes are lost", () => {
    const speed = new Speed();
    for (let second = 0; second <= 10; second += 1) speed.note(second < 2 ? second * 100 : 200, second * 1000);
    expect(speed.rate).toBe(0);
    speed.note(100, 11_000);
    expect(speed.rate).toBeNull();
  });

  test("tells when all will be there, if it can", () => {
    expect(etaSeconds(1000, 100)).toBe(10);
    expect(etaSeconds(1000, 0)).toBeNull();
    expect(etaSeconds(1000, null)).toBeNull();
  });
});

describe("patience", () => {
  test("waits longer and longer, to a limit", () => {
    expect([1, 2, 3].map((tries) => delayMs(tries, () => 1))).toEqual([800, 1600, 3200]);
    expect(delayMs(100, () => 1)).toBe(15_000);
    expect(delayMs(5, () => 0)).toBe(0);
  });

  test("ends when the network comes back", async () => {
    const waiting = rest(600_000, new AbortController().signal);
    window.dispatchEvent(new Event("online"));
    await expect(waiting).resolves.toBeUndefined();
  });

  test("ends when it is told to", async () => {
    const stop = new AbortController();
    const waiting = rest(600_000, stop.signal);
    stop.abort();
    await expect(waiting).rejects.toThrow();
  });
});

describe("signatures", () => {
  function signing(life = 1000, reading = 0) {
    let now = 0;
    const sign = vi.fn<Sign>((numbers) =>
      Promise.resolve({
        expires_at: new Date(now + life).toISOString(),
        parts: numbers.map((number) => ({ number, url: `${number} of ${now}`, headers: { sum: `${number}` } })),
      }),
    );
    const checksum = (number: number) => {
      now += reading;
      return Promise.resolve(`sum of ${number}`);
    };
    return { sign, signatures: new Signatures(sign, checksum, null, () => now), pass: (ms: number) => (now += ms) };
  }

  test("are asked for many at once, and once by all who need them, with the checksum of each", async () => {
    const { sign, signatures } = signing();

    const targets = await Promise.all([1, 2, 3].map((number) => signatures.target(number, [2, 3, 4])));

    expect(targets.map(({ url }) => url)).toEqual(["1 of 0", "2 of 0", "3 of 0"]);
    expect(targets.map(({ headers }) => headers)).toEqual([{ sum: "1" }, { sum: "2" }, { sum: "3" }]);
    expect(sign).toHaveBeenCalledOnce();
    expect(sign).toHaveBeenCalledWith([1, 2, 3, 4], ["sum of 1", "sum of 2", "sum of 3", "sum of 4"]);
  });

  test("are asked for fewer at once where reading for the checksums takes its time", async () => {
    const { sign, signatures } = signing(1000, 30);

    await signatures.target(1, [2, 3, 4]);

    expect(sign).toHaveBeenCalledWith([1, 2], ["sum of 1", "sum of 2"]);
  });

  test("that are about to expire are asked for again", async () => {
    const { signatures, pass } = signing();
    await signatures.target(1, []);
    pass(899);
    expect((await signatures.target(1, [])).url).toBe("1 of 0");
    pass(1);
    expect((await signatures.target(1, [])).url).toBe("1 of 900");
  });

  test("are used for as long as they are taken when the clocks differ so much that they seem dead", async () => {
    const { sign, signatures, pass } = signing(-5000);
    await signatures.target(1, []);
    pass(100_000);
    await signatures.target(1, []);
    expect(sign).toHaveBeenCalledOnce();
  });

  test("that were discarded take with them those that are as old", async () => {
    const { sign, signatures, pass } = signing();
    await signatures.target(1, [2]);
    pass(10);
    await signatures.target(3, []);

    signatures.discard(1);

    expect((await signatures.target(2, [])).url).toBe("2 of 10");
    expect((await signatures.target(3, [])).url).toBe("3 of 10");
    expect(sign).toHaveBeenCalledTimes(3);
  });

  test("that were refused once are asked for again by the next", async () => {
    const { sign, signatures } = signing();
    sign.mockRejectedValueOnce(new Error("away"));
    await expect(signatures.target(1, [])).rejects.toThrow("away");
    expect((await signatures.target(1, [])).url).toBe("1 of 0");
  });
});

describe("what the storage says", () => {
  const said = (code: string) => `<?xml version="1.0"?><Error><Code>${code}</Code><Message>Words.</Message></Error>`;

  test.each([
    [400, "XMinioAdminBucketQuotaExceeded", "quota_full"],
    [403, "QuotaExceeded", "quota_full"],
    [507, "XMinioStorageFull", "storage_full"],
    [403, "AccessDenied", "url_refused"],
    [403, "SignatureDoesNotMatch", "url_refused"],
    [404, "NoSuchUpload", "upload_gone"],
    [503, "SlowDown", "storage_busy"],
    [500, "InternalError", "storage_busy"],
    [429, "", "storage_busy"],
    [400, "RequestTimeout", "storage_busy"],
    [400, "IncompleteBody", "storage_busy"],
    [400, "BadDigest", "bytes_changed"],
    [400, "XAmzContentChecksumMismatch", "bytes_changed"],
    [400, "EntityTooSmall", "storage_refused"],
    [413, "", "storage_refused"],
  ])("%i %s is %s", (status, code, trouble) => {
    expect(troubleOf(status, code === "" ? "<html>no</html>" : said(code))).toMatchObject({ code: trouble });
  });

  test("is kept, word for word", () => {
    expect(troubleOf(400, said("EntityTooSmall"))?.detail).toBe("400 EntityTooSmall Words.");
  });

  test.each([200, 204, 412])("%i: the bytes are there", (status) => {
    expect(troubleOf(status, "")).toBeNull();
  });
});

describe("receipts", () => {
  const aReceipt = (job_id: string, more: Partial<Receipt> = {}): Receipt => ({
    job_id,
    name: "film.mov",
    size: 10,
    lastModified: 1,
    path: "film.mov",
    profile: null,
    part_size: 4,
    begun_at: 1000,
    ...more,
  });
  const now = () => 2000;

  test("outlive the page, and lead back from the same file only", () => {
    const memory = aMemory();
    new Receipts(memory, now).keep(aReceipt("a"));
    const receipts = new Receipts(memory, now);

    expect(receipts.of({ name: "film.mov", size: 10, lastModified: 1 })?.job_id).toBe("a");
    expect(receipts.of({ name: "film.mov", size: 10, lastModified: 2 })).toBeNull();
    receipts.forget("a");
    expect(receipts.all()).toEqual([]);
  });

  test("are forgotten when the server has forgotten, too", () => {
    const receipts = new Receipts(aMemory(), () => 8 * 24 * 3600 * 1000);
    receipts.keep(aReceipt("old"));
    expect(receipts.all()).toEqual([]);
  });

  test.each(["no JSON", "{}", '[{"job_id": 1}, null, 7]'])("that somebody spoiled (%s) are none", (text) => {
    const memory = aMemory();
    memory.setItem(KEY, text);
    expect(new Receipts(memory, now).all()).toEqual([]);
  });

  test("are not kept by a browser without room, which harms nothing", () => {
    const full = { getItem: () => null, setItem: () => { throw new DOMException("full", "QuotaExceededError"); } }; // prettier-ignore
    expect(() => new Receipts(full, now).keep(aReceipt("a"))).not.toThrow();
  });
});
