"use client";

/** Asks whether jobs, and what was made of them, are to go. */

import { Stack, Text } from "@chakra-ui/react";
import { type ReactNode, useState } from "react";

import { useDoing } from "@/components/jobs/useDoing";
import { Asking } from "@/components/shell/Asking";
import type { Target } from "@/lib/api/jobActions";
import { isActive } from "@/lib/jobs/states";
import { useStrings } from "@/lib/strings";

interface DeleteDialogProps {
  readonly targets: readonly Target[];
  readonly onClose: () => void;
  /** They are gone, or as many of them as the API let go. */
  readonly onDone?: () => void;
}

export function DeleteDialog({ targets, onClose, onDone }: DeleteDialogProps): ReactNode {
  const words = useStrings().jobs.delete;
  const { act, isPending } = useDoing();
  const [isOpen, setOpen] = useState(true);
  const [isDone, setDone] = useState(false);
  const close = () => {
    setOpen(false);
  };
  const active = targets.filter(({ status }) => isActive(status)).length;
  const onYes = () => {
    act({ action: "delete", targets }, () => {
      setDone(true);
      close();
      onDone?.();
    });
  };
  return (
    <Asking
      title={words.title(targets.length, targets[0]?.filename ?? "")}
      yes={words.yes}
      no={words.no}
      isPending={isPending}
      isGrave
      isOpen={isOpen}
      takesAway={isDone}
      onYes={onYes}
      onNo={close}
      onGone={onClose}
      otherwise="[role=grid]"
    >
      <Stack gap="2">
        <Text>{words.text}</Text>
        {active > 0 && <Text fontWeight="medium">{words.active(active)}</Text>}
      </Stack>
    </Asking>
  );
}
