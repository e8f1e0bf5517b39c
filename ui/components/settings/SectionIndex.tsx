"use client";

/** The sections of the settings page as links, so that none has to be scrolled to: in a line that stays in sight. */

import { chakra, HStack } from "@chakra-ui/react";
import type { ReactNode } from "react";

export interface SectionLink {
  readonly id: string;
  readonly title: string;
}

export function SectionIndex({ label, sections }: { label: string; sections: readonly SectionLink[] }): ReactNode {
  return (
    <HStack
      as="nav"
      aria-label={label}
      position="sticky"
      top="14" // below the header, which stays in sight, too
      zIndex="docked"
      bg="bg"
      gap="1"
      overflowX="auto"
      mx="-2"
      py="1"
    >
      {sections.map(({ id, title }) => (
        <chakra.a
          key={id}
          href={`#${id}`}
          flexShrink="0"
          px="2"
          py="1.5"
          rounded="l2"
          textStyle="sm"
          color="fg.muted"
          whiteSpace="nowrap"
          _hover={{ bg: "bg.muted", color: "fg" }}
        >
          {title}
        </chakra.a>
      ))}
    </HStack>
  );
}
