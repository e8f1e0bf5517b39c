"use client";

import { Button } from "@chakra-ui/react";
import NextLink from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { useLanguage } from "@/lib/strings";
import { UploadIcon } from "./icons";
import { useUploadView } from "./useUploads";

/** How far the uploads are, on the pages that do not show them; leads to the one that does. */
export function UploadDock(): ReactNode {
  const { strings, format } = useLanguage();
  const words = strings.upload;
  const { totals } = useUploadView();
  if (usePathname() === "/" || totals.open === 0) return null;
  const figures = [words.dock(format.percent(totals.size > 0 ? totals.sent / totals.size : 0))];
  if (totals.rate !== null) figures.push(format.rate(totals.rate));
  return (
    <Button asChild position="fixed" bottom="4" insetInlineStart="4" zIndex="docked" shadow="lg" size="sm">
      <NextLink href="/" title={words.toUploads}>
        <UploadIcon name="upload" size={18} />
        {figures.join(" · ")}
      </NextLink>
    </Button>
  );
}
