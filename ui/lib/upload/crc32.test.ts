import { describe, expect, test } from "vitest";
import { crc32, extended } from "@/lib/upload/crc32";

const bytes = (count: number) => Uint8Array.from({ length: count }, (_, at) => (at * 31 + (at >>> 7)) & 255);

/** Bit by bit, as the polynomial is defined. */
function plain(data: Uint8Array): number {
  let state = 0xffff_ffff;
  for (const byte of data) {
    state ^= byte;
    for (let bit = 0; bit < 8; bit += 1) state = (state >>> 1) ^ (state & 1 ? 0xedb8_8320 : 0);
  }
  return ~state >>> 0;
}

describe("the CRC-32", () => {
  test.each([
    ["", "AAAAAA=="],
    ["123456789", "y/Q5Jg=="], // the check value that catalogues of CRCs list, cbf43926
    ["The quick brown fox jumps over the lazy dog", "QU+jOQ=="], // 414fa339
  ])("of %o is told as the storage has it", async (text, sum) => {
    expect(await crc32(new Blob([text]))).toBe(sum);
  });

  test("is that of the polynomial, whatever the length, the place in a buffer and the piece before", () => {
    const data = bytes(70);
    for (let length = 0; length <= 67; length += 1) {
      const piece = data.subarray(3, 3 + length);
      expect(extended(0, piece)).toBe(plain(piece));
      const half = length >> 1;
      expect(extended(extended(0, piece.subarray(0, half)), piece.subarray(half))).toBe(plain(piece));
    }
  });

  test("of more bytes than are read at once is that of all", async () => {
    const data = bytes(2 * 1024 * 1024 + 5);
    const sum = plain(data);
    const base64 = btoa(String.fromCharCode(sum >>> 24, (sum >>> 16) & 255, (sum >>> 8) & 255, sum & 255));

    expect(await crc32(new Blob([data]))).toBe(base64);
  });

  test("of a file that is gone is none", async () => {
    const gone = { size: 3, slice: () => ({ arrayBuffer: () => Promise.reject(new DOMException("gone")) }) };

    await expect(crc32(gone as unknown as Blob)).rejects.toMatchObject({ code: "file_unreadable" });
  });
});
