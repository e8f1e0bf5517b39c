/**
 * What a file's first bytes show it to be, when that is surely no film.
 *
 * The server decides (functions/media/sniff.py) with the file in the bucket. This knows only what needs no second look, so that
 * nobody uploads a gigabyte of archive to be told; whatever it does not know is sent.
 */

export type NoFilm = "text_file" | "archive_file" | "image_file" | "no_video_stream";

export const HEAD_BYTES = 4096;

const text = (signature: string): readonly number[] => Array.from(signature, (letter) => letter.charCodeAt(0));

const PNG = "\x89PNG\r\n\x1a\n";
const ANIMATED = text("acTL"); // the part of a PNG that tells of further pictures, before the first
const Y4M = text("YUV4MPEG2 "); // pictures without compression, behind a line of text

const SIGNATURES: readonly [NoFilm, readonly (readonly number[])[]][] = [
  [
    "archive_file",
    [
      text("PK\x03\x04"),
      text("PK\x05\x06"),
      text("7z\xbc\xaf\x27\x1c"),
      text("Rar!\x1a\x07"),
      text("\x1f\x8b\x08"), // gzip
      text("BZh"),
      text("\xfd7zXZ\x00"),
      text("\x28\xb5\x2f\xfd"), // Zstandard
    ],
  ],
  [
    "image_file",
    [
      text("\xff\xd8\xff"), // JPEG
      text(PNG),
      text("II*\x00"), // TIFF, and most cameras' raw files
      text("MM\x00*"),
      text("8BPS"),
      text("SDPX"),
      text("XPDS"),
      text("\x76\x2f\x31\x01"), // OpenEXR
    ],
  ],
  ["no_video_stream", [text("ID3"), text("fLaC")]],
];

const IMAGE_BRANDS: ReadonlySet<string> = new Set(["heic", "heix", "mif1", "avif"]);

/** What it is, if that is no film. `head` is its first HEAD_BYTES bytes, or all of a smaller file. */
export function noFilm(head: Uint8Array): NoFilm | null {
  if (startsWith(head, Y4M) || (startsWith(head, text(PNG)) && contains(head, ANIMATED))) return null;
  if (isText(head)) return "text_file";
  for (const [kind, signatures] of SIGNATURES) {
    if (signatures.some((signature) => startsWith(head, signature))) return kind;
  }
  const [riff, brand] = [ascii(head, 0, 4), ascii(head, 8, 12)];
  if (riff === "RIFF" && brand === "WAVE") return "no_video_stream";
  if ((riff === "RIFF" && brand === "WEBP") || (ascii(head, 4, 8) === "ftyp" && IMAGE_BRANDS.has(brand))) {
    return "image_file";
  }
  return null;
}

function startsWith(head: Uint8Array, signature: readonly number[], from = 0): boolean {
  return signature.every((byte, at) => head[from + at] === byte);
}

function contains(head: Uint8Array, signature: readonly number[]): boolean {
  return head.some((_, at) => startsWith(head, signature, at));
}

/** Whether there are no control characters but white space in it; no container is text at its start. */
function isText(head: Uint8Array): boolean {
  if (head[0] === 0xff || head[0] === 0xfe) return false; // UTF-16, perhaps: the server looks closer
  return !head.some((byte) => byte <= 8 || (byte >= 0x0e && byte <= 0x1f && byte !== 0x1b));
}

function ascii(head: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...head.subarray(from, to));
}
