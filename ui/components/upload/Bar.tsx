import type { ReactNode } from "react";
import styles from "./upload.module.css";

interface BarProps {
  /** 0 to 1. */
  part: number;
  label: string;
  /** It does not move at the moment. */
  isStill?: boolean;
}

/** How much is there. A plain element: many of them change four times a second. */
export function Bar({ part, label, isStill = false }: BarProps): ReactNode {
  const percent = Math.floor(part * 100);
  return (
    <div
      className={styles.bar}
      data-still={isStill || undefined}
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <div style={{ transform: `scaleX(${part})` }} />
    </div>
  );
}
