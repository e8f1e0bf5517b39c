"use client";

import { Portal, Spinner, Stack, Toast, Toaster } from "@chakra-ui/react";
import type { ReactNode } from "react";
import { useStrings } from "@/lib/strings";
import { toaster } from "./toaster";

/** Where the messages of `toaster` appear. */
export function Toasts(): ReactNode {
  const words = useStrings().shell;
  return (
    <Portal>
      <Toaster toaster={toaster} insetInline={{ mdDown: "4" }}>
        {(toast) => (
          <Toast.Root width={{ md: "sm" }}>
            {toast.type === "loading" ? <Spinner size="sm" /> : <Toast.Indicator />}
            <Stack gap="1" flex="1" maxWidth="100%">
              {toast.title !== undefined && <Toast.Title>{toast.title}</Toast.Title>}
              {toast.description !== undefined && <Toast.Description>{toast.description}</Toast.Description>}
            </Stack>
            {toast.action && <Toast.ActionTrigger>{toast.action.label}</Toast.ActionTrigger>}
            <Toast.CloseTrigger aria-label={words.close} />
          </Toast.Root>
        )}
      </Toaster>
    </Portal>
  );
}
