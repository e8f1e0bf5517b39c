import { beforeEach, describe, expect, test, vi } from "vitest";
import { noFilm } from "@/lib/upload/kind";
import { refusalOf } from "@/lib/upload/refusal";

const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const box = (kind: string, brand = "isom") => bytes(`\x00\x00\x00\x20${kind}${brand}\x00\x00\x02\x00`);

describe("what is surely no film", () => {
  test.each([
    ["a letter", "Dear editor,\n", "text_file"],
    ["a subtitle with a byte order mark", "\xef\xbb\xbf1\n00:00:01,000 --> 00:00:02,000\n", "text_file"],
    ["a playlist", "#EXTM3U\nhttp://example.com/a.ts\n", "text_file"],
    ["a zip archive", "PK\x03\x04\x14\x00", "archive_file"],
    ["a gzip archive", "\x1f\x8b\x08\x00", "archive_file"],
    ["a JPEG", "\xff\xd8\xff\xe0\x00\x10JFIF", "image_file"],
    ["a PNG", "\x89PNG\r\n\x1a\n\x00\x00", "image_file"],
    ["a WebP", "RIFF\x00\x00\x00\x00WEBPVP8 ", "image_file"],
    ["an MP3", "ID3\x03\x00\x00", "no_video_stream"],
    ["a WAV", "RIFF\x00\x00\x00\x00WAVEfmt ", "no_video_stream"],
  ])("%s", (_, head, kind) => {
    expect(noFilm(bytes(head))).toBe(kind);
  });

  test("a photograph of a telephone, which is in a film's container", () => {
    expect(noFilm(box("ftyp", "heic"))).toBe("image_file");
  });
});

describe("what may be a film is left to the server", () => {
  test.each([
    ["MP4", box("ftyp")],
    ["old QuickTime", box("moov")],
    ["QuickTime with its data first", box("wide")],
    ["Matroska", bytes("\x1aE\xdf\xa3\x01\x00")],
    ["AVI", bytes("RIFF\x00\x00\x00\x00AVI LIST")],
    ["Ogg", bytes("OggS\x00\x02")],
    ["Flash", bytes("FLV\x01\x05\x00")],
    ["a transport stream", bytes("G\x40\x11\x10\x00")],
    ["a program stream", bytes("\x00\x00\x01\xba")],
    ["MXF", bytes("\x06\x0e\x2b\x34\x02\x05\x01\x01")],
    ["Windows Media", bytes("\x30\x26\xb2\x75\x8e\x66\xcf\x11")],
    ["GIF, which may move", bytes("GIF89a\x01\x00")],
    ["a PNG that moves", bytes("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR............acTL\x00")],
    ["pictures without compression", bytes("YUV4MPEG2 W4 H4 F25:1\nFRAME\n")],
    ["something unknown", bytes("\x00\x01\x02\x03")],
  ])("%s", (_, head) => {
    expect(noFilm(head)).toBeNull();
  });
});

describe("before a byte moves", () => {
  const limits = { max_upload_bytes: 100, max_duration_seconds: 60 };
  const asked = (file: File) => refusalOf(file, Promise.resolve(limits), AbortSignal.timeout(20));
  const film = () => aFile([box("ftyp")]);
  beforeEach(() => {
    playing(null);
  });

  test("an empty file is refused", async () => {
    expect(await asked(aFile([]))).toEqual({ code: "empty_file" });
  });

  test("a file that is too large is refused, with both sizes", async () => {
    expect(await asked(aFile([new Uint8Array(101)]))).toEqual({ code: "upload_too_large", size: 101, limit: 100 });
  });

  test("a letter with a film's name is refused", async () => {
    expect(await asked(aFile(["Dear editor,\n"]))).toEqual({ code: "text_file" });
  });

  test("a film that is too long is refused; one whose length the browser cannot tell is not", async () => {
    playing(61);
    expect(await asked(film())).toEqual({ code: "too_long", duration: 61, limit: 60 });
    playing(Infinity);
    expect(await asked(film())).toBeNull();
    playing(null);
    expect(await asked(film())).toBeNull();
  });

  test("a film's length is looked at while the limits are still asked for", async () => {
    const file = film();
    const lookedFor = playing(61);
    let answer: (told: typeof limits) => void = () => undefined;
    const refusal = refusalOf(file, new Promise((resolve) => (answer = resolve)), AbortSignal.timeout(20));

    expect(lookedFor).toHaveBeenCalledOnce();
    answer(limits);
    expect(await refusal).toEqual({ code: "too_long", duration: 61, limit: 60 });
  });

  test("a file that is gone is refused", async () => {
    const file = film();
    vi.spyOn(file, "slice").mockReturnValue({
      arrayBuffer: () => Promise.reject(new DOMException("gone", "NotFoundError")),
    } as unknown as Blob);
    expect(await asked(file)).toEqual({ code: "file_unreadable" });
  });
});

function aFile(content: BlobPart[]): File {
  return new File(content, "film.mov");
}

/** Let the browser find this length in every film (null: it does not play the kind); what is called when it is asked to. */
function playing(seconds: number | null): ReturnType<typeof vi.fn> {
  URL.createObjectURL = () => "blob:film";
  URL.revokeObjectURL = () => undefined;
  vi.spyOn(HTMLMediaElement.prototype, "load").mockImplementation(() => undefined);
  vi.spyOn(HTMLMediaElement.prototype, "duration", "get").mockReturnValue(seconds ?? NaN);
  const asked = vi.fn();
  vi.spyOn(HTMLMediaElement.prototype, "src", "set").mockImplementation(function (this: HTMLMediaElement) {
    asked();
    queueMicrotask(() => this.dispatchEvent(new Event(seconds === null ? "error" : "loadedmetadata")));
  });
  return asked;
}
