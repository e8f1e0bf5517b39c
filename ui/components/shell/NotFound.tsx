"use client";

import { Button, Heading, Stack } from "@chakra-ui/react";
import NextLink from "next/link";
import type { ReactNode } from "react";
import { useStrings } from "@/lib/strings";

/** Shown at addresses that lead nowhere. */
export function NotFound(): ReactNode {
  const words = useStrings().shell;
  return (
    <Stack align="flex-start" gap="4" py="8">
      <Heading as="h1" size="2xl">
        {words.notFound}
      </Heading>
      <Button asChild>
        <NextLink href="/">{words.toJobs}</NextLink>
      </Button>
    </Stack>
  );
}
