/**
 * CRC-32 (that of zlib and PNG) of a file's bytes, as the storage holds what arrives against it. Browsers have none; this one reads
 * sixteen bytes a step (slicing-by-16, after Intel's and Stephan Brumme's), a GB and more a second, without blocking the page for
 * longer than a block takes.
 */

import { Trouble } from "@/lib/upload/trouble";

const POLYNOMIAL = 0xed_b8_83_20;
const SLICES = 16;
const BLOCK = 2 * 1024 * 1024; // bytes: some 2 ms

const TABLES = tables();

/** Of all bytes of `body`, most significant byte first, base64, as `x-amz-checksum-crc32` has it. Rejects with Trouble. */
export async function crc32(body: Blob): Promise<string> {
  let crc = 0;
  for (let at = 0; at < body.size; at += BLOCK) crc = extended(crc, await bytesOf(body.slice(at, at + BLOCK)));
  return btoa(String.fromCharCode(crc >>> 24, (crc >>> 16) & 255, (crc >>> 8) & 255, crc & 255));
}

/** The CRC-32 of bytes that follow those of `crc`; 0 is that of none. */
export function extended(crc: number, bytes: Uint8Array): number {
  let state = ~crc;
  let at = 0;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const end = bytes.length - SLICES; at <= end; at += SLICES) {
    state =
      word(15, state ^ view.getInt32(at, true)) ^
      word(11, view.getInt32(at + 4, true)) ^
      word(7, view.getInt32(at + 8, true)) ^
      word(3, view.getInt32(at + 12, true));
  }
  for (; at < bytes.length; at += 1) state = entry(0, state ^ (bytes[at] ?? 0)) ^ (state >>> 8);
  return ~state >>> 0;
}

/** What four bytes come to that `after` + 1 … others follow in the same step. */
function word(after: number, four: number): number {
  return (
    entry(after, four) ^ entry(after - 1, four >>> 8) ^ entry(after - 2, four >>> 16) ^ entry(after - 3, four >>> 24)
  );
}

function entry(slice: number, byte: number): number {
  return TABLES[(slice << 8) | (byte & 255)] ?? 0;
}

function tables(): Int32Array {
  const made = new Int32Array(256 * SLICES);
  for (let byte = 0; byte < 256; byte += 1) {
    let state = byte;
    for (let bit = 0; bit < 8; bit += 1) state = state & 1 ? (state >>> 1) ^ POLYNOMIAL : state >>> 1;
    made[byte] = state;
  }
  for (let at = 256; at < made.length; at += 1) {
    const before = made[at - 256] ?? 0;
    made[at] = (made[before & 255] ?? 0) ^ (before >>> 8);
  }
  return made;
}

async function bytesOf(body: Blob): Promise<Uint8Array> {
  try {
    return new Uint8Array(await body.arrayBuffer());
  } catch {
    throw new Trouble("file_unreadable"); // moved, deleted or changed since it was chosen
  }
}
