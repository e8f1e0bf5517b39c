"use client";

/** What can be done with the job. */

import { Button, HStack } from "@chakra-ui/react";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";

import { ActionIcon } from "@/components/jobs/icons";
import { useDoing } from "@/components/jobs/useDoing";
import type { Job } from "@/lib/api/jobs";
import { ACTIONS, allows, type AskedAction, isAsked } from "@/lib/jobs/actions";
import { useStrings } from "@/lib/strings";

const DeleteDialog = dynamic(async () => (await import("@/components/jobs/DeleteDialog")).DeleteDialog, { ssr: false });
const ConvertDialog = dynamic(async () => (await import("@/components/jobs/ConvertDialog")).ConvertDialog, {
  ssr: false,
});

export function JobActions({ job }: { job: Job }): ReactNode {
  const words = useStrings().jobs;
  const router = useRouter();
  const { act, isPending } = useDoing();
  const [asked, setAsked] = useState<AskedAction | null>(null);
  const onClose = () => {
    setAsked(null);
  };
  return (
    <HStack gap="2" wrap="wrap" role="group" aria-label={words.columns.actions}>
      {ACTIONS.filter((action) => allows(action, job)).map((action) => (
        <Button
          key={action}
          size="sm"
          variant={action === "retry" && job.status === "failed" ? "solid" : "outline"}
          disabled={isPending}
          onClick={() => {
            if (isAsked(action)) setAsked(action);
            else act({ action, targets: [job] });
          }}
        >
          <ActionIcon action={action} />
          {words.actions[action]}
        </Button>
      ))}
      {asked === "delete" && (
        <DeleteDialog
          targets={[job]}
          onClose={onClose}
          onDone={() => {
            router.push("/");
          }}
        />
      )}
      {asked === "convert" && <ConvertDialog targets={[job]} onClose={onClose} />}
    </HStack>
  );
}
