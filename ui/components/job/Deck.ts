/** A film under the hands of an editor: played, shuttled, stepped by frames. Holds the video element outside of React. */

import { frameAt, middleOf } from "@/lib/jobs/timecode";
import { type Command, shuttled } from "@/lib/jobs/transport";

export interface Film {
  readonly fps: number;
  /** Frames of the film, or null where its container does not say. */
  readonly frames: number | null;
  /** Seconds from the beginning of the file to its first frame. */
  readonly offset: number;
}

export interface Reading {
  readonly frame: number;
  readonly lastFrame: number;
  /** 1 is the film's own speed, -1 backwards, 0 still. */
  readonly speed: number;
  readonly isMuted: boolean;
}

export class Deck {
  private video: HTMLVideoElement | null = null;
  private reading: Reading;
  private readonly listeners = new Set<() => void>();
  /** Where to go once the browser is done with going elsewhere: only the last wish is kept. */
  private wanted: number | null = null;
  private backwards = 0;

  constructor(private readonly film: Film) {
    this.reading = { frame: 0, lastFrame: Math.max(0, (film.frames ?? 1) - 1), speed: 0, isMuted: false };
  }

  readonly subscribe = (changed: () => void): (() => void) => {
    this.listeners.add(changed);
    return () => this.listeners.delete(changed);
  };

  readonly read = (): Reading => this.reading;

  /** Take the element in hand, as React's ref; gives back how to let it go. */
  readonly attach = (video: HTMLVideoElement | null): (() => void) | undefined => {
    if (video === null) return undefined;
    this.video = video;
    const gone = new AbortController();
    const on = (name: string, does: () => void) => video.addEventListener(name, does, { signal: gone.signal });
    on("play", () => this.tell({ speed: video.playbackRate }));
    on("pause", () => this.tell({ speed: Math.min(this.reading.speed, 0) }));
    on("volumechange", () => this.tell({ isMuted: video.muted }));
    on("seeked", () => this.goOn());
    on("timeupdate", () => this.tell({ frame: this.frameOf(video.currentTime) }));
    on("durationchange", () => this.measure(video.duration));
    this.followFrames(video, gone.signal);
    return () => {
      gone.abort();
      cancelAnimationFrame(this.backwards);
      this.video = null;
    };
  };

  /** Carry out what a key or a button asks for; `around` is what fills the screen. */
  obey(command: Command, around: HTMLElement | null): void {
    const { frame, lastFrame, speed, isMuted } = this.reading;
    switch (command.kind) {
      case "toggle":
        this.run(speed === 0 ? 1 : 0);
        break;
      case "pause":
        this.run(0);
        break;
      case "shuttle":
        this.run(shuttled(speed, command.direction));
        break;
      case "step":
        this.run(0);
        this.goTo(frame + command.frames);
        break;
      case "skip":
        this.goTo(frame + Math.round(command.seconds * this.film.fps));
        break;
      case "go":
        this.goTo(command.to === "start" ? 0 : lastFrame);
        break;
      case "mute":
        if (this.video !== null) this.video.muted = !isMuted;
        break;
      case "fullscreen":
        void (document.fullscreenElement === null ? around?.requestFullscreen() : document.exitFullscreen());
    }
  }

  /** Show this frame, or the nearest that there is. */
  goTo(frame: number): void {
    const { video } = this;
    const to = Math.min(Math.max(frame, 0), this.reading.lastFrame);
    if (video === null || this.film.fps === 0) return;
    this.tell({ frame: to });
    const seconds = middleOf(to, this.film.fps) + this.film.offset;
    if (video.seeking) this.wanted = seconds;
    else video.currentTime = seconds;
  }

  /** Run at a speed. Browsers do not play backwards, so that is done by seeking, as fast as they can. */
  private run(speed: number): void {
    const { video } = this;
    if (video === null) return;
    cancelAnimationFrame(this.backwards);
    this.tell({ speed });
    if (speed > 0) {
      video.playbackRate = speed;
      video.play().catch(() => this.tell({ speed: 0 })); // what keeps it from playing is told by its error event
      return;
    }
    video.pause();
    if (speed < 0) this.runBack(video, performance.now());
  }

  private runBack(video: HTMLVideoElement, before: number): void {
    this.backwards = requestAnimationFrame((now) => {
      if (video.seeking) {
        this.runBack(video, before);
        return;
      }
      const to = video.currentTime + (this.reading.speed * (now - before)) / 1000;
      video.currentTime = Math.max(0, to);
      if (to > 0) this.runBack(video, now);
      else this.tell({ speed: 0 });
    });
  }

  private goOn(): void {
    if (this.wanted === null || this.video === null) return;
    this.video.currentTime = this.wanted;
    this.wanted = null;
  }

  /** Tell the frame of every picture that is shown, where the browser says which; else four times a second must do. */
  private followFrames(video: HTMLVideoElement, gone: AbortSignal): void {
    if (!("requestVideoFrameCallback" in video)) return;
    const next: VideoFrameRequestCallback = (_, { mediaTime }) => {
      if (gone.aborted) return;
      if (this.wanted === null) this.tell({ frame: this.frameOf(mediaTime) });
      video.requestVideoFrameCallback(next);
    };
    video.requestVideoFrameCallback(next);
  }

  private frameOf(seconds: number): number {
    const { fps, offset } = this.film;
    return Math.min(Math.max(0, frameAt(seconds - offset, fps)), this.reading.lastFrame);
  }

  private measure(seconds: number): void {
    const { fps, frames, offset } = this.film;
    if (frames !== null || !Number.isFinite(seconds)) return;
    this.tell({ lastFrame: Math.max(0, frameAt(seconds - offset, fps) - 1) });
  }

  private tell(change: Partial<Reading>): void {
    const after = { ...this.reading, ...change };
    const isSame = (Object.keys(change) as (keyof Reading)[]).every((name) => after[name] === this.reading[name]);
    if (isSame) return;
    this.reading = after;
    for (const changed of this.listeners) changed();
  }
}
