import { beforeEach, describe, expect, test, vi } from "vitest";
import { crc32 } from "@/lib/upload/crc32";
import { Lanes } from "@/lib/upload/lanes";
import { Receipts } from "@/lib/upload/receipts";
import { aFilm, aMemory, aProblem, SampleServer, WISH } from "@/lib/upload/sample";
import { Transfer, type Tell } from "@/lib/upload/transfer";
import { codeOf } from "@/lib/upload/tries";
import { Trouble } from "@/lib/upload/trouble";

let server: SampleServer;
let receipts: Receipts;
let told: string[];
let sent: number[];

const tell: Tell = {
  declared: () => told.push("declared"),
  began: (there) => told.push(`began ${there}`),
  sent: (bytes) => sent.push(bytes),
  troubled: (trouble) => trouble && told.push(`troubled ${codeOf(trouble) ?? ""}`),
  finishing: () => told.push("finishing"),
};

beforeEach(() => {
  server = new SampleServer();
  receipts = new Receipts(aMemory());
  [told, sent] = [[], []];
  vi.spyOn(Math, "random").mockReturnValue(0); // waits are a random part of their length
});

function aTransfer(size: number, name?: string): Transfer {
  return new Transfer(aFilm(size, name), WISH, { api: server, put: server.put, lanes: new Lanes(2), receipts }, tell);
}

const going = () => new AbortController();
const puts = () => server.log.filter((line) => line.startsWith("put"));

describe("a file", () => {
  test("of some parts comes into the bucket as it is, and its job is queued", async () => {
    const job = await aTransfer(10).run(going().signal);

    expect(job.status).toBe("queued");
    expect(server.content(job.job_id)).toBe("0123456789");
    expect(puts()).toEqual(["put 1", "put 2", "put 3"]);
    expect(told).toEqual(["declared", "began 0", "finishing"]);
    expect(sent.at(-1)).toBe(10);
    expect(receipts.all()).toEqual([]);
  });

  test("that is small comes in one PUT", async () => {
    const job = await aTransfer(3).run(going().signal);

    expect(server.content(job.job_id)).toBe("012");
    expect(server.log).toEqual(["start", "put 1", "complete"]);
  });
});

describe("passing trouble", () => {
  test.each(["offline", "storage_unreachable", "line_cut", "storage_busy"] as const)(
    "%s is waited out",
    async (code) => {
      let left = 3;
      server.meets = (number) => (number === 2 && left-- > 0 ? new Trouble(code) : null);

      const job = await aTransfer(10).run(going().signal);

      expect(server.content(job.job_id)).toBe("0123456789");
      expect(told).toContain(`troubled ${code}`);
    },
  );

  test("of the API is waited out at every call", async () => {
    const failed = new Set<string>();
    server.refuses = (call) => {
      if (failed.has(call)) return null;
      failed.add(call);
      return aProblem("table_unavailable", 503);
    };

    expect((await aTransfer(10).run(going().signal)).status).toBe("queued");
    expect(new Set([...failed].map((call) => call.split(" ")[0]))).toEqual(new Set(["start", "sign", "complete"]));
  });

  test("that was one moment too long with a part is told from a URL that died: it is signed afresh", async () => {
    let left = 2;
    server.meets = (number) => (number === 1 && left-- > 0 ? new Trouble("line_cut") : null);

    await aTransfer(4).run(going().signal);

    expect(server.log).toEqual(["start", "put 1", "put 1", "sign 1", "put 1", "complete"]);
  });
});

describe("a URL that has expired", () => {
  test("is signed again, once", async () => {
    let left = 1;
    server.meets = (number) => (number === 1 && left-- > 0 ? new Trouble("url_refused") : null);

    await aTransfer(4).run(going().signal);

    expect(server.log).toEqual(["start", "put 1", "sign 1", "put 1", "complete"]);
  });

  test("and is refused when fresh, too, is no matter of age", async () => {
    server.meets = () => new Trouble("url_refused", "403 SignatureDoesNotMatch");

    await expect(aTransfer(4).run(going().signal)).rejects.toMatchObject({ code: "url_refused" });
  });

  test("of a small file is signed again, once, for the same job", async () => {
    let left = 1;
    server.meets = () => (left-- > 0 ? new Trouble("url_refused") : null);

    const job = await aTransfer(3).run(going().signal);

    expect(server.content(job.job_id)).toBe("012");
    expect(server.log).toEqual(["start", "put 1", "sign put", "put 1", "complete"]);
  });
});

describe("bytes that are changed on their way", () => {
  const sum = (text: string) => crc32(new Blob([text]));

  test("are told from those that were read by a checksum: of a small file, or of each part", async () => {
    await aTransfer(3).run(going().signal);
    expect(server.declared).toBe(await sum("012"));

    const job = await aTransfer(10).run(going().signal);
    expect(server.content(job.job_id)).toBe("0123456789");
    expect([...server.checksums]).toEqual([[2, await sum("4567")], [3, await sum("89")]]); // prettier-ignore
  });

  test.each([
    [3, "sign put"],
    [4, "sign 1"],
  ])("are sent again, once (%i bytes)", async (size, signed) => {
    let left = 1;
    server.meets = () => (left-- > 0 ? new Trouble("bytes_changed") : null);

    const job = await aTransfer(size).run(going().signal);

    expect(server.content(job.job_id)).toHaveLength(size);
    expect(server.log).toEqual(["start", "put 1", signed, "put 1", "complete"]);
  });

  test.each([3, 4])("again and again end the upload, of which no job comes (%i bytes)", async (size) => {
    server.meets = () => new Trouble("bytes_changed", "400 BadDigest");

    await expect(aTransfer(size).run(going().signal)).rejects.toMatchObject({ code: "bytes_changed" });

    expect(puts()).toEqual(["put 1", "put 1"]);
    expect(server.log).not.toContain("complete");
  });
});

describe("lasting trouble", () => {
  test.each(["quota_full", "storage_full", "storage_refused", "file_unreadable", "insecure_storage"] as const)(
    "%s ends it at once, and what is there stays",
    async (code) => {
      server.meets = (number) => (number === 3 ? new Trouble(code) : null);

      await expect(aTransfer(10).run(going().signal)).rejects.toMatchObject({ code });

      expect(puts()).toEqual(["put 1", "put 2", "put 3"]);
      expect(receipts.all()).toHaveLength(1);
      expect(server.log).not.toContain("abort");
    },
  );

  test("a refused origin is believed when it is met again and again, as a server that restarts looks like it once", async () => {
    server.meets = (number) => (number === 1 ? new Trouble("origin_refused") : null);

    await expect(aTransfer(4).run(going().signal)).rejects.toMatchObject({ code: "origin_refused" });

    expect(puts()).toEqual(["put 1", "put 1", "put 1"]);
  });

  test("what the API refuses is handed on", async () => {
    server.refuses = (call) => (call === "start" ? aProblem("upload_too_large", 413) : null);

    await expect(aTransfer(10).run(going().signal)).rejects.toMatchObject({ code: "upload_too_large" });
  });

  test("is mended by somebody: then only what is missing is sent", async () => {
    server.meets = (number) => (number === 3 ? new Trouble("quota_full") : null);
    const transfer = aTransfer(10);
    await expect(transfer.run(going().signal)).rejects.toMatchObject({ code: "quota_full" });
    server.meets = () => null;
    server.log.length = 0;

    const job = await transfer.run(going().signal);

    expect(server.content(job.job_id)).toBe("0123456789");
    expect(puts()).toEqual(["put 3"]);
    expect(told).toContain("began 8");
  });
});

describe("an upload that was begun before", () => {
  async function begun(size = 10): Promise<void> {
    const stop = going();
    server.holds = () => (server.log.includes("put 2") ? new Promise(() => undefined) : Promise.resolve());
    const running = aTransfer(size).run(stop.signal);
    await vi.waitFor(() => expect(puts().length).toBeGreaterThan(1));
    stop.abort();
    await expect(running).rejects.toThrow(/abort/i);
    server.holds = () => Promise.resolve();
    server.log.length = 0;
    told.length = 0;
  }

  test("goes on with the same file: only missing parts are sent", async () => {
    await begun();
    const [upload] = server.uploads.values();
    const before = [...(upload?.parts.keys() ?? [])];

    const job = await aTransfer(10).run(going().signal);

    expect(server.uploads.size).toBe(1);
    expect(server.content(job.job_id)).toBe("0123456789");
    expect(puts()).toEqual([1, 2, 3].filter((number) => !before.includes(number)).map((number) => `put ${number}`));
  });

  test("and goes in one PUT goes on under the same job", async () => {
    const stop = going();
    server.holds = () => new Promise(() => undefined);
    const running = aTransfer(3).run(stop.signal);
    await vi.waitFor(() => expect(puts()).toHaveLength(1));
    stop.abort();
    await expect(running).rejects.toThrow(/abort/i);
    server.holds = () => Promise.resolve();

    const job = await aTransfer(3).run(going().signal);

    expect(server.uploads.size).toBe(1);
    expect(server.content(job.job_id)).toBe("012");
    expect(server.log).not.toContain("abort");
  });

  test("begins anew with another file", async () => {
    await begun();

    await aTransfer(10, "other.mov").run(going().signal);

    expect(server.uploads.size).toBe(2);
  });

  test.each(["cancelled", "expired"] as const)("and is %s begins anew", async (status) => {
    await begun();
    const [upload] = server.uploads.values();
    if (upload) upload.status = status;

    const job = await aTransfer(10).run(going().signal);

    expect(server.uploads.size).toBe(2);
    expect(server.content(job.job_id)).toBe("0123456789");
  });

  test("whose job was deleted begins anew", async () => {
    await begun();
    server.uploads.clear();

    expect((await aTransfer(10).run(going().signal)).status).toBe("queued");
  });

  test("and was completed, though the answer was lost, is there: nothing is sent", async () => {
    await begun();
    const [id] = server.uploads.keys();
    const upload = server.uploads.get(id ?? "");
    if (upload) upload.status = "done";

    const job = await aTransfer(10).run(going().signal);

    expect(job.job_id).toBe(id);
    expect(puts()).toEqual([]);
  });
});

test("parts that the API misses in the end are sent again", async () => {
  let lost = false;
  server.refuses = (call) => {
    if (call !== "complete" || lost) return null;
    lost = true;
    server.uploads.values().next().value?.parts.delete(2);
    return aProblem("upload_incomplete", 409);
  };

  const job = await aTransfer(10).run(going().signal);

  expect(server.content(job.job_id)).toBe("0123456789");
  expect(puts()).toEqual(["put 1", "put 2", "put 3", "put 2"]);
});

test("a part that fails takes the others with it, and none starts afterwards", async () => {
  server.holds = () => new Promise(() => undefined);
  server.meets = (number) => (number === 2 ? new Trouble("quota_full") : null);

  await expect(aTransfer(20).run(going().signal)).rejects.toMatchObject({ code: "quota_full" });

  expect(puts()).toEqual(["put 1", "put 2"]);
});
