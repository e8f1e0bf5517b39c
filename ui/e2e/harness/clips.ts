/** Films and other files that tests send, made in a folder of the test's own. */
import { execFile } from "node:child_process";
import { copyFile, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { stack } from "./stack";

const run = promisify(execFile);
const MIB = 1024 ** 2;
const FTYP_BYTES = 24;

export interface FilmWishes {
  name?: string;
  seconds?: number;
  /** ffmpeg's name of a picture size; large ones take long to encode. */
  size?: string;
}

/** What ffprobe says of the first video and audio stream. */
export interface Probed {
  format: { duration: string; format_name: string };
  streams: {
    codec_type: string;
    codec_name: string;
    width?: number;
    height?: number;
    nb_read_packets?: string;
  }[];
}

export class Clips {
  /** What was encoded already, by what was asked for: the same film under another name is copied. */
  private readonly encoded = new Map<string, Promise<string>>();

  private constructor(readonly folder: string) {}

  static async make(): Promise<Clips> {
    return new Clips(await mkdtemp(join(tmpdir(), "vts-clips-")));
  }

  /** A moving test picture with a tone, H.264 and AAC in MP4, 25 frames a second. Gives its path. */
  async film({ name = "film.mp4", seconds = 2, size = "320x180" }: FilmWishes = {}): Promise<string> {
    const path = join(this.folder, name);
    const wish = `${String(seconds)} s of ${size}`;
    const film = this.encoded.get(wish) ?? this.encode(join(this.folder, `${wish}.mp4`), seconds, size);
    this.encoded.set(wish, film);
    await copyFile(await film, path);
    return path;
  }

  private async encode(path: string, seconds: number, size: string): Promise<string> {
    const picture = `testsrc2=size=${size}:rate=25:duration=${String(seconds)}`;
    const tone = `sine=frequency=440:sample_rate=48000:duration=${String(seconds)}`;
    const inputs = ["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", tone];
    const coding = "-c:v libx264 -preset ultrafast -crf 32 -pix_fmt yuv420p -c:a aac -shortest -movflags +faststart";
    await run(stack.ffmpeg, ["-nostdin", "-v", "error", "-y", ...inputs, ...coding.split(" "), path]);
    return path;
  }

  /**
   * A large file that costs the worker nothing: it begins as an MP4 does, and has room where the film should be, so it is rejected
   * once it is there.
   */
  async bulk(mib: number, name = "bulk.mp4"): Promise<string> {
    const path = join(this.folder, name);
    const file = await open(path, "w");
    const head = Buffer.from("\0\0\0\x18ftypisom\0\0\x02\0isommp41\0\0\0\0free", "latin1");
    head.writeUInt32BE(mib * MIB - FTYP_BYTES, FTYP_BYTES); // the size of the box `free` (ISO/IEC 14496-12, 8.1.2)
    await file.write(head);
    const block = Buffer.alloc(MIB, "Room for a film.\n");
    for (let written = head.length; written < mib * MIB; written += MIB)
      await file.write(block, 0, Math.min(MIB, mib * MIB - written));
    await file.close();
    return path;
  }

  /** Look into a film, every packet of it. Fails on a file that cannot be read to its end. */
  async probe(path: string): Promise<Probed> {
    const asked = ["-v", "error", "-count_packets", "-show_format", "-show_streams", "-of", "json"];
    const { stdout, stderr } = await run(stack.ffprobe, [...asked, path]);
    if (stderr) throw new Error(stderr);
    return JSON.parse(stdout) as Probed;
  }

  async clear(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
