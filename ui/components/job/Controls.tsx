"use client";

/** The row of buttons under the film, and where it is. */

import type { KeyboardEvent, ReactNode } from "react";

import type { Reading } from "@/components/job/Deck";
import styles from "@/components/job/job.module.css";
import { PlayerIcon } from "@/components/jobs/icons";
import { timecode } from "@/lib/jobs/timecode";
import type { Command } from "@/lib/jobs/transport";
import { useLanguage } from "@/lib/strings";

interface ControlsProps {
  readonly reading: Reading;
  readonly fps: number;
  /** Timecode of the first frame. */
  readonly start: string | null;
  readonly isRenewing: boolean;
  readonly onCommand: (command: Command) => void;
  readonly onFrame: (frame: number) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

export function Controls({ reading, fps, start, isRenewing, onCommand, onFrame, onKeyDown }: ControlsProps): ReactNode {
  const { format, strings } = useLanguage();
  const words = strings.job.player;
  const { frame, lastFrame, speed, isMuted } = reading;
  const now = timecode(frame, fps, start);
  const button = (name: Parameters<typeof PlayerIcon>[0]["name"], command: Command) => (
    <button
      type="button"
      title={words[name]}
      aria-label={words[name]}
      onClick={() => {
        onCommand(command);
      }}
    >
      <PlayerIcon name={name} />
    </button>
  );
  return (
    // The keys of the player work wherever among its controls the focus is.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className={styles.controls} onKeyDown={onKeyDown}>
      <input
        type="range"
        min={0}
        max={lastFrame}
        value={frame}
        aria-label={words.position}
        aria-valuetext={now}
        onChange={(event) => {
          onFrame(event.target.valueAsNumber);
        }}
      />
      <div className={styles.buttons}>
        {button("stepBack", { kind: "step", frames: -1 })}
        {button(speed === 0 ? "play" : "pause", { kind: "toggle" })}
        {button("stepForward", { kind: "step", frames: 1 })}
        <output className={styles.timecode} aria-live="off">
          {now}
        </output>
        {speed !== 0 && speed !== 1 && <span>{words.speed(format.number(speed))}</span>}
        {isRenewing && <span role="status">{words.renewing}</span>}
        <span className={styles.rest} />
        {button(isMuted ? "unmute" : "mute", { kind: "mute" })}
        {button("fullscreen", { kind: "fullscreen" })}
      </div>
      <p className={styles.keys}>{words.keys}</p>
    </div>
  );
}
