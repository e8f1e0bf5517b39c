"use client";

/** A dialog that asks before something is done. */

import { Button, CloseButton, Dialog, Portal } from "@chakra-ui/react";
import { type ReactNode, useState } from "react";

import { useStrings } from "@/lib/strings";

interface AskingProps {
  readonly title: string;
  readonly yes: string;
  readonly no: string;
  readonly isPending: boolean;
  /** What is asked for cannot be undone. */
  readonly isGrave?: boolean;
  readonly isOpen: boolean;
  /** What had the focus before goes by the answer, though it may still be on the screen when the dialog closes. */
  readonly takesAway?: boolean;
  readonly onYes: () => void;
  readonly onNo: () => void;
  /** It is off the screen. */
  readonly onGone: () => void;
  /** Selects what gets the focus when that which had it before is gone. */
  readonly otherwise: string;
  readonly children: ReactNode;
}

/** Escape and a click beside it are a no. The focus goes back to where it was. */
export function Asking(props: AskingProps): ReactNode {
  const { title, yes, no, isPending, isGrave = false, takesAway = false } = props;
  const { isOpen, onYes, onNo, onGone, otherwise, children } = props;
  const shell = useStrings().shell;
  const [before] = useState(() => document.activeElement);
  return (
    <Dialog.Root
      open={isOpen}
      role={isGrave ? "alertdialog" : "dialog"}
      placement="center"
      onOpenChange={({ open }) => {
        if (!open) onNo();
      }}
      onExitComplete={onGone}
      finalFocusEl={() =>
        before instanceof HTMLElement && before.isConnected && !takesAway
          ? before
          : document.querySelector<HTMLElement>(otherwise)
      }
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
              <Button variant="outline" onClick={onNo}>
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
