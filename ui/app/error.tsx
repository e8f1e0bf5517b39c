"use client";

import type { ReactNode } from "react";
import { ProblemAlert } from "@/components/problem/ProblemAlert";

/** Shown in place of a page that failed while it was drawn; the header stays. */
export default function Failed({ error, reset }: { error: Error; reset: () => void }): ReactNode {
  return <ProblemAlert problem={error} onRetry={reset} />;
}
