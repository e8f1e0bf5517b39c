"use client";

import { Heading } from "@chakra-ui/react";
import type { ReactNode } from "react";
import { useStrings } from "@/lib/strings";

export default function Page(): ReactNode {
  return <Heading as="h1">{useStrings().settings.title}</Heading>;
}
