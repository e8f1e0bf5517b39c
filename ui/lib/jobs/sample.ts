/** Jobs as the tests of the page need them. */

import type { Job, JobLine } from "@/lib/api/jobs";
import { OUTPUTS } from "@/lib/api/values";

/** A line of the list; `number` makes its id and its age: a greater one is a newer job. */
export function aLine(number: number, more: Partial<JobLine> = {}): JobLine {
  const id = number.toString(16).padStart(32, "0");
  return {
    job_id: id,
    filename: `film ${String(number)}.mov`,
    folder: "",
    status: "done",
    phase: null,
    progress: 1,
    frames_done: 50,
    frames_total: 50,
    eta_seconds: null,
    attempt: 1,
    profile: "web-720p",
    options: { resolution: null, quality: null, accept_damage: false },
    missing: null,
    error: null,
    remedies: ["convert"],
    created_at: new Date(Date.UTC(2026, 10, 23) + number * 1000).toISOString().replace(".000Z", "Z"),
    queued_at: "2026-11-23T09:30:41Z",
    started_at: "2026-11-23T09:30:42Z",
    finished_at: "2026-11-23T09:31:41Z",
    expires_at: "2026-11-30T09:31:41Z",
    worker: "studio-1",
    size: 73_400_320,
    duration: 59.96,
    proxy_size: 9_175_040,
    ...more,
  };
}

const VIDEO = {
  index: 0,
  codec: "h264",
  profile: "High",
  width: 1920,
  height: 1080,
  sar: "1:1",
  rotation: 0,
  rate: "30000/1001",
  variable_rate: false,
  field_order: "progressive",
  pixel_format: "yuv420p",
  alpha: false,
  alpha_beside: false,
  decoder: null,
  bit_depth: 8,
  colour: { primaries: "bt709", transfer: "bt709", matrix: "bt709", range: "tv" },
  frames: 1799,
  start: 0,
  duration: 60.03,
  early: 0,
  held_back: 0,
  time_base: "1/30000",
} as const;

const MEDIA = {
  container: "mov",
  duration: 60.03,
  start: 0,
  shift: 0,
  bit_rate: 9_781_000,
  video: VIDEO,
  audio: [
    {
      index: 1,
      codec: "aac",
      channels: 2,
      layout: "stereo",
      sample_rate: 48_000,
      start: 0,
      duration: 60.03,
      language: "deu",
      title: null,
    },
  ],
  timecode: "01:00:00;00",
  reel_name: "A001",
  chapters: [],
  subtitles: [],
  tags: {},
  other_tags: [],
  indexed: null,
  cut_off: "",
  dropped_streams: ["data"],
  drop_frame: true,
};

/** A job at work, as its own page shows it. */
export function aRunningJob(more: Partial<Job> = {}): Job {
  const phases = { encoding: "2026-11-23T09:30:43Z", verifying: null, publishing: null };
  const running = { status: "running", phase: "encoding", progress: 0.4, eta_seconds: 12 } as const;
  return aJob({ ...running, phases, proxy: null, outputs: ["source"], finished_at: null, expires_at: null, ...more });
}

/** A job that is done, as its own page shows it. */
export function aJob(more: Partial<Job> = {}): Job {
  const { size, duration, proxy_size, ...line } = aLine(1);
  return {
    ...line,
    filename: "Interview Zoë.mov",
    outputs: [...OUTPUTS],
    estimate: null,
    cost: null,
    segments: null,
    source: {
      bucket: "sources",
      key: `uploads/${line.job_id}/source`,
      size,
      etag: "9bb58f26192e4ba00f01e2e7b136bbd8-9",
      media: { ...MEDIA, duration: duration ?? 0 },
    },
    proxy: {
      key: `proxies/${line.job_id}/1/proxy.mp4`,
      size: proxy_size ?? 0,
      media: { ...MEDIA, container: "mov", video: { ...VIDEO, width: 1280, height: 720 }, dropped_streams: [] },
      certificate: {
        why_larger: "",
        partial: false,
        release: "0.3.0",
        version: 1,
        job_id: line.job_id,
        attempt: 1,
        made_at: "2026-11-23T09:31:40Z",
        ffmpeg: "ffmpeg version n9.0.2",
        profile: "web-720p",
        profile_digest: "0123456789abcdef",
        source_key: `uploads/${line.job_id}/source`,
        source_etag: "9bb58f26192e4ba00f01e2e7b136bbd8-9",
        source_size: size,
        proxy_size: proxy_size ?? 0,
        proxy_sha256: "0".repeat(64),
        rules: [
          { rule: "frame_count", expected: "1799", found: "1799", passed: true, note: "" },
          {
            rule: "frame_size",
            expected: "1280x720",
            found: "1280x720",
            passed: true,
            note: "Scaled from 1920x1080 to 720 lines.",
          },
        ],
      },
    },
    phases: {
      encoding: "2026-11-23T09:30:43Z",
      verifying: "2026-11-23T09:31:33Z",
      publishing: "2026-11-23T09:31:40Z",
    },
    ...more,
  };
}
