"use client";

import { Box } from "@chakra-ui/react";
import type { PointerEvent } from "react";

import { type Drawing, nearest, type Point } from "@/lib/hosts/series";

interface SparklineProps {
  drawing: Drawing;
  /** The right edge, milliseconds since 1970. */
  until: number;
  spanSeconds: number;
  /** What the picture shows, for those who do not see it. */
  summary: string;
  /** The point that is read off. */
  read: Point | undefined;
  onRead: (point: Point | undefined) => void;
}

const WIDTH = 300;
const HEIGHT = 56;
const MARGIN = 2; // a line at the very edge would lose half its width
const MARK_SECONDS = 300;

// No file of its own: other pages fetch this one ahead, and browsers complain of a style sheet that nothing uses soon after.
const STYLES = {
  position: "relative",
  height: "3.5rem",
  borderBottom: "1px solid",
  borderColor: "border",
  touchAction: "pan-y",
  "& svg": { display: "block", width: "100%", height: "100%", overflow: "hidden" }, // stretched; lines keep their width
  "& :is(line, path)": { vectorEffect: "non-scaling-stroke" },
  "& line": { stroke: "border", strokeDasharray: "2 3" },
} as const;

/** One measure of the last minutes; the pointer reads values off. The numbers are in the table of samples, too. */
export function Sparkline({ drawing, until, spanSeconds, summary, read, onRead }: SparklineProps) {
  const from = until - spanSeconds * 1000;
  const part = (at: number) => (at - from) / (until - from);
  const x = (at: number) => (WIDTH * part(at)).toFixed(2);
  const y = (value: number) => (HEIGHT - MARGIN - ((HEIGHT - 2 * MARGIN) * value) / drawing.top).toFixed(2);
  const line = (piece: readonly Point[]) => piece.map(({ at, value }) => `${x(at)},${y(value)}`).join("L");
  const follow = (event: PointerEvent<HTMLElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    onRead(nearest(drawing.pieces, from + ((event.clientX - left) / width) * (until - from)));
  };

  return (
    <Box
      css={STYLES}
      onPointerMove={follow}
      onPointerLeave={() => {
        onRead(undefined);
      }}
    >
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img">
        <title>{summary}</title>
        {marks(spanSeconds).map((seconds) => (
          <line key={seconds} y2={HEIGHT} {...upright(x(until - seconds * 1000))} />
        ))}
        {drawing.pieces.map((piece) => {
          const [first, last] = [piece[0], piece.at(-1)];
          if (!first || !last) return null;
          return (
            <g key={first.at}>
              <path
                fill="currentcolor"
                opacity={0.14}
                d={`M${x(first.at)},${HEIGHT}L${line(piece)}L${x(last.at)},${HEIGHT}Z`}
              />
              {/* A lone point has no length; a hundredth makes it a dot. */}
              <path
                fill="none"
                stroke="currentcolor"
                strokeWidth={1.75}
                strokeLinejoin="round"
                strokeLinecap="round"
                d={`M${line(piece)}${piece.length === 1 ? "h0.01" : ""}`}
              />
            </g>
          );
        })}
      </svg>
      {read ? (
        <Box
          position="absolute"
          insetBlock="0"
          width="1px"
          bg="fg.muted"
          pointerEvents="none"
          style={{ left: `${100 * part(read.at)}%` }}
        />
      ) : null}
    </Box>
  );
}

function upright(at: string): { x1: string; x2: string; y1: number } {
  return { x1: at, x2: at, y1: 0 };
}

/** Where the dashed lines stand: every five minutes, seconds before the right edge. */
function marks(spanSeconds: number): number[] {
  const count = Math.ceil(spanSeconds / MARK_SECONDS) - 1;
  return Array.from({ length: Math.max(count, 0) }, (_, number) => (number + 1) * MARK_SECONDS);
}
