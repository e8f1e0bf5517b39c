"use client";

import { Stack } from "@chakra-ui/react";
import { type ReactNode, Suspense } from "react";
import { LoadingList } from "@/components/jobs/JobList";
import { Jobs } from "@/components/jobs/Jobs";
import { UploadPanel } from "@/components/upload/UploadPanel";

export default function Page(): ReactNode {
  return (
    <Stack gap="6">
      <UploadPanel />
      <Suspense fallback={<LoadingList />}>
        <Jobs />
      </Suspense>
    </Stack>
  );
}
