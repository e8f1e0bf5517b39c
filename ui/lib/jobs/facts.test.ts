import { describe, expect, it } from "vitest";

import { type Fact, facts, type Writer } from "@/lib/jobs/facts";
import { aJob } from "@/lib/jobs/sample";

const writer: Writer = {
  bytes: (value) => `${value} B`,
  duration: (seconds) => `${seconds} s`,
  bitRate: (value) => `${value} bit/s`,
  number: (value, digits) => value.toFixed(digits),
  unknown: "unknown",
  none: "none",
  variable: "uneven",
  dropFrame: "drop frame",
  bits: (bits) => `${bits} bit`,
  channels: (count) => `${count} channels`,
  fieldOrder: (order) => order,
};

function of(all: readonly Fact[], name: Fact["name"]): Fact | undefined {
  return all.find((fact) => fact.name === name);
}

describe("facts", () => {
  const job = aJob();
  const media = job.source.media;
  if (!media) throw new Error("the sample was probed");

  it("are as editors write them", () => {
    const all = facts(job, writer);

    expect(of(all, "rate")?.source).toBe("29.970 (30000/1001)");
    expect(of(all, "timecode")?.source).toBe("01:00:00;00 (drop frame)");
    expect(of(all, "pixels")?.source).toBe("yuv420p, 8 bit");
    expect(of(all, "colour")?.source).toBe("bt709, tv");
    expect(of(all, "audio")?.source).toBe("aac, stereo, 48.0 kHz, deu");
    expect(of(all, "dropped")).toMatchObject({ source: "data", proxy: "none" });
    expect(of(all, "subtitles")).toMatchObject({ source: "none", proxy: "none" });
  });

  it("name each track of subtitles", () => {
    const shown = { index: 2, codec: "subrip", language: "deu", default: true, forced: false, hearing_impaired: false };
    const subtitles = [shown, { ...shown, index: 3, language: "fra", title: "Pour tous" }];
    const all = facts({ ...job, source: { ...job.source, media: { ...media, subtitles } } }, writer);

    expect(of(all, "subtitles")).toMatchObject({ source: "subrip, deu; subrip, fra, Pour tous", proxy: "none" });
  });

  it("name mp4 and mov apart, which ffmpeg reads as one family", () => {
    const proxy = job.proxy && { ...job.proxy, key: "proxies/1/1/proxy.mp4" };
    const mov = {
      ...job,
      filename: "A001.MOV",
      source: { ...job.source, media: { ...media, container: "mov" } },
      proxy,
    };

    expect(of(facts(mov, writer), "container")).toMatchObject({ source: "mov", proxy: "mp4" });
    expect(of(facts({ ...mov, filename: "A001.MP4" }, writer), "container")?.source).toBe("mp4");
    const other = { ...mov, source: { ...job.source, media: { ...media, container: "mpegts" } } };
    expect(of(facts(other, writer), "container")?.source).toBe("mpegts");
  });

  it("say what a container does not tell", () => {
    const video = { ...media.video, frames: null, rate: "25/1", variable_rate: true };
    const bare = { ...media, bit_rate: null, timecode: null, reel_name: null, drop_frame: false, video };
    const all = facts({ filename: job.filename, source: { ...job.source, media: bare }, proxy: null }, writer);

    expect(
      ["bitRate", "frames", "timecode", "reel", "rate"].map((name) => of(all, name as Fact["name"])?.source),
    ).toEqual(["unknown", "unknown", "none", "none", "25, uneven"]);
    expect(all.every((fact) => fact.proxy === "")).toBe(true);
  });

  it("have a row for each track of either", () => {
    const [track] = media.audio;
    if (!track) throw new Error("the sample has sound");
    const two = { ...media, audio: [track, { ...track, layout: null, channels: 4 }] };
    const tracks = facts({ ...job, source: { ...job.source, media: two } }, writer).filter(
      ({ name }) => name === "audio",
    );

    expect(tracks.map(({ number, source, proxy }) => [number, source, proxy])).toEqual([
      [1, "aac, stereo, 48.0 kHz, deu", "aac, stereo, 48.0 kHz, deu"],
      [2, "aac, 4 channels, 48.0 kHz, deu", "none"],
    ]);
  });

  it("are none before the source was probed", () => {
    expect(facts({ filename: job.filename, source: { ...job.source, media: null }, proxy: null }, writer)).toEqual([]);
  });
});
