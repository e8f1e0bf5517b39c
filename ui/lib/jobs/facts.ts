/** What is in the source and in the proxy, fact by fact, as it is written on the page. */

import type { Job, Media } from "@/lib/api/jobs";
import { framesPerSecond } from "@/lib/jobs/timecode";

export type FactName =
  | "size"
  | "container"
  | "duration"
  | "bitRate"
  | "codec"
  | "frame"
  | "aspect"
  | "rotation"
  | "rate"
  | "frames"
  | "fields"
  | "pixels"
  | "colour"
  | "timecode"
  | "reel"
  | "audio"
  | "subtitles"
  | "dropped";

export interface Fact {
  readonly name: FactName;
  /** Which of several of this name, from 1; null where there is one. */
  readonly number: number | null;
  readonly source: string;
  /** Empty until there is a proxy. */
  readonly proxy: string;
}

/** How figures and words are written in the reader's language. */
export interface Writer {
  readonly bytes: (value: number) => string;
  readonly duration: (seconds: number) => string;
  readonly bitRate: (bitsPerSecond: number) => string;
  readonly number: (value: number, digits: number) => string;
  readonly unknown: string;
  readonly none: string;
  readonly variable: string;
  readonly dropFrame: string;
  readonly bits: (bits: number) => string;
  readonly channels: (count: number) => string;
  readonly fieldOrder: (order: Media["video"]["field_order"]) => string;
}

type Column = Record<Exclude<FactName, "audio">, string> & { audio: readonly string[] };

/** The facts of both, side by side; nothing while the source was not probed. */
export function facts(job: Pick<Job, "filename" | "source" | "proxy">, writer: Writer): readonly Fact[] {
  if (job.source.media == null) return [];
  const source = column(job.filename, job.source.size, job.source.media, writer);
  const proxy = job.proxy === null ? null : column(job.proxy.key, job.proxy.size, job.proxy.media, writer);
  const { audio, ...single } = source;
  const tracks = Math.max(audio.length, proxy?.audio.length ?? 0);
  const rows = (Object.keys(single) as (keyof typeof single)[]).map((name): Fact => {
    return { name, number: null, source: single[name], proxy: proxy?.[name] ?? "" };
  });
  const sound = Array.from({ length: tracks }, (_, at): Fact => {
    const made = proxy === null ? "" : (proxy.audio[at] ?? writer.none);
    return { name: "audio", number: at + 1, source: audio[at] ?? writer.none, proxy: made };
  });
  return [...rows.filter(({ name }) => name !== "dropped"), ...sound, ...rows.filter(({ name }) => name === "dropped")];
}

function column(file: string, size: number, media: Media, writer: Writer): Column {
  const { video } = media;
  const drop = media.drop_frame ? ` (${writer.dropFrame})` : "";
  return {
    size: writer.bytes(size),
    container: containerOf(file, media.container),
    duration: writer.duration(media.duration),
    bitRate: media.bit_rate == null ? writer.unknown : writer.bitRate(media.bit_rate),
    codec: [video.codec, video.profile].filter(Boolean).join(", "),
    frame: `${String(video.width)} × ${String(video.height)}`,
    aspect: video.sar,
    rotation: `${String(video.rotation)}°`,
    rate: rate(video, writer),
    frames: video.frames == null ? writer.unknown : writer.number(video.frames, 0),
    fields: writer.fieldOrder(video.field_order),
    pixels: `${video.pixel_format}, ${writer.bits(video.bit_depth)}`,
    colour: colour(video.colour, writer),
    timecode: media.timecode == null ? writer.none : media.timecode + drop,
    reel: media.reel_name ?? writer.none,
    audio: media.audio.map((track) => sound(track, writer)),
    subtitles: media.subtitles.map(subtitle).join("; ") || writer.none,
    dropped: media.dropped_streams.join(", ") || writer.none,
  };
}

function subtitle({ codec, language, title }: Media["subtitles"][number]): string {
  return [codec, language, title].filter(Boolean).join(", ");
}

/** The container as people call it: mp4 and mov are read as one family, and only the name of the file tells which it is. */
function containerOf(file: string, family: string): string {
  const ending = /\.(mp4|m4v|3gp|3g2)$/iu.exec(file)?.[1];
  return family === "mov" && ending !== undefined ? ending.toLowerCase() : family;
}

function rate({ rate: rational, variable_rate: isVariable }: Media["video"], writer: Writer): string {
  const fps = framesPerSecond(rational);
  const decimal = writer.number(fps, Number.isInteger(fps) ? 0 : 3);
  const exact = rational.endsWith("/1") || !rational.includes("/") ? "" : ` (${rational})`;
  return `${decimal}${exact}${isVariable ? `, ${writer.variable}` : ""}`;
}

function colour({ primaries, transfer, matrix, range }: Media["video"]["colour"], writer: Writer): string {
  const tags = [primaries, transfer, matrix].map((tag) => tag ?? writer.unknown);
  const same = tags.every((tag) => tag === tags[0]) ? tags.slice(0, 1) : tags;
  return [...same, ...(range == null ? [] : [range])].join(", ");
}

function sound(track: Media["audio"][number], writer: Writer): string {
  const shape = track.layout ?? writer.channels(track.channels);
  const rest = [track.language, track.title].filter(Boolean);
  return [track.codec, shape, `${writer.number(track.sample_rate / 1000, 1)} kHz`, ...rest].join(", ");
}
