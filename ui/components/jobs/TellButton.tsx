"use client";

/** A bell: whether the browser tells when a film is done. */

import { IconButton } from "@chakra-ui/react";
import type { ReactNode } from "react";

import { BellIcon } from "@/components/jobs/icons";
import { useTelling } from "@/components/jobs/notify";
import { toaster } from "@/components/shell/toaster";
import { useStrings } from "@/lib/strings";

export function TellButton(): ReactNode {
  const words = useStrings().jobs.tell;
  const [telling, turn] = useTelling();
  const isOn = telling === "on";
  const label = telling === "refused" || telling === "missing" ? words[telling] : isOn ? words.on : words.ask;
  const onClick = async () => {
    if (telling === "missing" || telling === "refused") toaster.create({ type: "warning", title: words[telling] });
    await turn();
  };
  return (
    <IconButton
      size="sm"
      variant={isOn ? "subtle" : "ghost"}
      aria-pressed={isOn}
      aria-label={words.ask}
      title={label}
      onClick={() => void onClick()}
    >
      <BellIcon isOn={isOn} />
    </IconButton>
  );
}
