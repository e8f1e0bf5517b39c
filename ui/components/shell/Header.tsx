"use client";

import { Box, chakra, Container, HStack, Link } from "@chakra-ui/react";
import NextLink from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { SignOut } from "@/components/session/SignIn";
import { useStrings } from "@/lib/strings";
import { HostsIcon, JobsIcon, Mark, SettingsIcon } from "./icons";
import { Preferences } from "./Preferences";

const PLACES = [
  { name: "jobs", path: "/", icon: <JobsIcon /> },
  { name: "hosts", path: "/hosts/", icon: <HostsIcon /> },
  { name: "settings", path: "/settings/", icon: <SettingsIcon /> },
] as const;

/** The sign, the pages, and the reader's preferences. It stays in sight. */
export function Header(): ReactNode {
  const words = useStrings().shell;
  const here = usePathname();
  return (
    <Box as="header" bg="bg.panel" borderBottomWidth="1px" position="sticky" top="0" zIndex="sticky">
      <Container maxW="8xl" px={{ base: "2", md: "6" }}>
        <HStack minH="14" gap={{ base: "1", md: "6" }}>
          <Link
            asChild
            variant="plain"
            color="fg"
            fontWeight="semibold"
            letterSpacing="tight"
            px={{ base: "1", md: "0" }}
            hideBelow="sm"
          >
            <NextLink href="/" aria-label={words.name}>
              <Mark />
              <chakra.span hideBelow="lg">{words.name}</chakra.span>
            </NextLink>
          </Link>
          <HStack as="nav" aria-label={words.navigation} gap={{ base: "0", md: "1" }} flex="1" minW="0">
            {PLACES.map(({ name, path, icon }) => (
              <Place key={name} path={path} isHere={here === path || (path === "/" && here.startsWith("/job/"))}>
                <chakra.span hideBelow="sm" display="inline-flex">
                  {icon}
                </chakra.span>
                {words[name]}
              </Place>
            ))}
          </HStack>
          <SignOut />
          <Preferences />
        </HStack>
      </Container>
    </Box>
  );
}

function Place({ path, isHere, children }: { path: string; isHere: boolean; children: ReactNode }): ReactNode {
  return (
    <Link
      asChild
      variant="plain"
      px={{ base: "2", md: "3" }}
      minH="14"
      textStyle="sm"
      fontWeight="medium"
      color={isHere ? "fg" : "fg.muted"}
      borderBottomWidth="2px"
      borderTopWidth="2px"
      borderTopColor="transparent"
      borderBottomColor={isHere ? "colorPalette.solid" : "transparent"}
      _hover={{ color: "fg", textDecoration: "none" }}
    >
      <NextLink href={path} aria-current={isHere ? "page" : undefined}>
        {children}
      </NextLink>
    </Link>
  );
}
