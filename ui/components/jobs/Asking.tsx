"use client";

/** A dialog that asks before something is done. */

import { Button, CloseButton, Dialog, Portal } from "@chakra-ui/react";
import type { ReactNode } from "react";

import { useStrings } from "@/lib/strings";

interface AskingProps {
  readonly title: string;
  readonly yes: string;
  readonly no: string;
  readonly isPending: boolean;
  /** What is asked for cannot be undone. */
  readonly isGrave?: boolean;
  readonly onYes: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Shown for as long as it is there; Escape and a click beside it are a no. */
export function Asking({
  title,
  yes,
  no,
  isPending,
  isGrave = false,
  onYes,
  onClose,
  children,
}: AskingProps): ReactNode {
  const shell = useStrings().shell;
  return (
    <Dialog.Root
      open
      role={isGrave ? "alertdialog" : "dialog"}
      placement="center"
      onOpenChange={({ open }) => {
        if (!open) onClose();
      }}
    >
      <Portal>
        <Dialog.Backdrop />
        <Dialog.Positioner padding="4">
          <Dialog.Content>
            <Dialog.Header>
              <Dialog.Title overflowWrap="anywhere" paddingEnd="6">
                {title}
              </Dialog.Title>
            </Dialog.Header>
            <Dialog.Body>{children}</Dialog.Body>
            <Dialog.Footer>
              <Button variant="outline" onClick={onClose}>
                {no}
              </Button>
              <Button {...(isGrave ? { colorPalette: "red" } : {})} loading={isPending} onClick={onYes}>
                {yes}
              </Button>
            </Dialog.Footer>
            <Dialog.CloseTrigger asChild>
              <CloseButton size="sm" aria-label={shell.close} />
            </Dialog.CloseTrigger>
          </Dialog.Content>
        </Dialog.Positioner>
      </Portal>
    </Dialog.Root>
  );
}
