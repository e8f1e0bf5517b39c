/** The frame of every picture that is drawn here: lines on a grid of 24, in the colour of the text around; words stand beside it. */

import type { ReactNode } from "react";

interface DrawingProps {
  readonly children: ReactNode;
  /** Width and height, in px or as CSS says it. */
  readonly size?: number | string;
}

export function Drawing({ children, size = 20 }: DrawingProps): ReactNode {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.75}
      strokeLinecap="round"
      strokeLinejoin="round"
      style={{ flexShrink: 0 }}
      aria-hidden="true"
      focusable="false"
    >
      {children}
    </svg>
  );
}
