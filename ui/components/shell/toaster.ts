"use client";

import { createToaster } from "@chakra-ui/react";

/** Short messages: `toaster.create({ type, title, description, action })`. For problems, `useProblemToast`. */
export const toaster = createToaster({ placement: "bottom-end", max: 4, pauseOnPageIdle: true });
