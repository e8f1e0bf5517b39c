import { type ReactNode, Suspense } from "react";
import { JobPage } from "@/components/job/JobPage";

export default function Page(): ReactNode {
  return (
    <Suspense>
      <JobPage />
    </Suspense>
  );
}
