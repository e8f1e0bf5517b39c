"use client";

/** Plays the proxy by frames, with the keys of editing programs. */

import {
  type KeyboardEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";

import { Controls } from "@/components/job/Controls";
import { Deck } from "@/components/job/Deck";
import styles from "@/components/job/job.module.css";
import { usePoster } from "@/lib/api/job";
import { type Job, type Link, type Media } from "@/lib/api/jobs";
import { framesPerSecond } from "@/lib/jobs/timecode";
import { commandOf } from "@/lib/jobs/transport";
import { useStrings } from "@/lib/strings";

interface PlayerProps {
  readonly job: Pick<Job, "job_id" | "filename">;
  readonly media: Media;
  readonly link: Link;
  /** Get another link in place of this one. */
  readonly renew: () => Promise<void>;
  /** The browser cannot play it, with whatever link. */
  readonly onUnable: () => void;
}

export function Player({ job, media, link, renew, onUnable }: PlayerProps): ReactNode {
  const words = useStrings().job.player;
  const around = useRef<HTMLDivElement>(null);
  const poster = usePoster(job.job_id, true);
  const { video } = media;
  const [deck] = useState(
    () =>
      new Deck({ fps: framesPerSecond(video.rate), frames: video.frames ?? null, offset: video.start - media.start }),
  );
  const attach = useCallback((video: HTMLVideoElement | null) => deck.attach(video), [deck]);
  const reading = useSyncExternalStore(deck.subscribe, deck.read, deck.read);
  const { place, onError, onLoaded, isRenewing } = useRenewal(link, renew, onUnable);
  useEffect(() => {
    // Without anything in focus, the keys are the player's: there is nothing else on this page that they could mean.
    const onKey = (event: globalThis.KeyboardEvent) => {
      const command = event.target === document.body ? commandOf(event) : null;
      if (command === null) return;
      event.preventDefault();
      deck.obey(command, around.current);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [deck]);
  const onKeyDown = (event: KeyboardEvent) => {
    const command = event.key === " " && event.target instanceof HTMLButtonElement ? null : commandOf(event);
    if (command === null) return;
    event.preventDefault();
    deck.obey(command, around.current);
  };
  return (
    <div ref={around} role="group" aria-label={words.label(job.filename)} className={styles.player}>
      {/* A proxy carries the film's sound and no words: there are no captions to give. */}
      {/* eslint-disable-next-line jsx-a11y/media-has-caption */}
      <video
        ref={attach}
        src={link.url}
        poster={poster ?? undefined}
        preload="metadata"
        playsInline
        aria-label={words.label(job.filename)}
        onClick={() => {
          deck.obey({ kind: "toggle" }, around.current);
        }}
        onTimeUpdate={place}
        onError={onError}
        onLoadedMetadata={onLoaded}
      />
      <Controls
        reading={reading}
        fps={framesPerSecond(video.rate)}
        start={media.timecode ?? null}
        isRenewing={isRenewing}
        onCommand={(command) => {
          deck.obey(command, around.current);
        }}
        onFrame={(frame) => {
          deck.goTo(frame);
        }}
        onKeyDown={onKeyDown}
      />
    </div>
  );
}

interface Place {
  seconds: number;
  isPlaying: boolean;
}

/**
 * A signed link ends while the film is open. The next read then fails, so another link is asked for, and the film goes on where
 * it was. When a fresh link fails as well, the browser cannot play the film.
 */
function useRenewal(link: Link, renew: () => Promise<void>, onUnable: () => void) {
  const last = useRef<Place>({ seconds: 0, isPlaying: false });
  const isFresh = useRef(true);
  const [failed, setFailed] = useState<string | null>(null);
  const place = ({ currentTarget: video }: { currentTarget: HTMLVideoElement }) => {
    last.current = { seconds: video.currentTime, isPlaying: !video.paused };
    isFresh.current = false; // it has been read from, so what goes wrong later is the link's end
  };
  const onError = () => {
    if (isFresh.current && Date.parse(link.expires_at) > Date.now()) {
      onUnable();
      return;
    }
    isFresh.current = true;
    setFailed(link.url);
    void renew();
  };
  const onLoaded = ({ currentTarget: video }: { currentTarget: HTMLVideoElement }) => {
    if (failed === null) return;
    const { seconds, isPlaying } = last.current;
    setFailed(null);
    video.currentTime = seconds;
    if (isPlaying) void video.play();
  };
  return { place, onError, onLoaded, isRenewing: failed === link.url };
}
