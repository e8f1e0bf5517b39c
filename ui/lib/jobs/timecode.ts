/** Frames and timecode as editors count them (SMPTE ST 12-1: drop frame leaves out numbers, never frames). */

/** Frames a second of a rational such as 30000/1001; 0 for what is none. */
export function framesPerSecond(rate: string): number {
  const [numerator = Number.NaN, denominator = 1] = rate.split("/").map(Number);
  const fps = numerator / denominator;
  return Number.isFinite(fps) && fps > 0 ? fps : 0;
}

/** The frame that is on the screen at this moment of the film, from 0. */
export function frameAt(seconds: number, fps: number): number {
  return Math.floor(seconds * fps + 0.01); // a browser may give the start of a frame a hair too early
}

/** A moment in the middle of a frame, where no rounding can show the one beside it. */
export function middleOf(frame: number, fps: number): number {
  return (Math.max(0, frame) + 0.5) / fps;
}

/** The timecode of a frame: counted on from `start` (HH:MM:SS:FF, with `;` for drop frame), or from zero. */
export function timecode(frame: number, fps: number, start: string | null): string {
  const base = Math.round(fps);
  if (base === 0) return "--:--:--:--";
  const drop = start?.includes(";") ? Math.round(base / 15) : 0; // 2 numbers a minute at 29.97, 4 at 59.94
  return written(frame + (start === null ? 0 : counted(start, base, drop)), base, drop);
}

function counted(code: string, base: number, drop: number): number {
  const [hours = 0, minutes = 0, secs = 0, frames = 0] = code.split(/[:;]/).map(Number);
  const minute = hours * 60 + minutes;
  return (minute * 60 + secs) * base + frames - drop * (minute - Math.floor(minute / 10));
}

function written(count: number, base: number, drop: number): string {
  let number = count;
  if (drop > 0) {
    const ofMinute = base * 60 - drop;
    const ofTen = ofMinute * 10 + drop;
    const [tens, rest] = [Math.floor(count / ofTen), count % ofTen];
    number += drop * (9 * tens + Math.max(0, Math.floor((rest - drop) / ofMinute)));
  }
  const day = 24 * 3600 * base;
  number = ((number % day) + day) % day;
  const parts = [number / base / 3600, (number / base / 60) % 60, (number / base) % 60, number % base];
  const [hours, minutes, secs, frames] = parts.map((part) => String(Math.floor(part)).padStart(2, "0"));
  return `${hours}:${minutes}:${secs}${drop > 0 ? ";" : ":"}${frames}`;
}
