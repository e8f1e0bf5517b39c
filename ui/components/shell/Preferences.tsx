"use client";

import { Button, chakra, HStack, IconButton } from "@chakra-ui/react";
import type { ReactNode } from "react";
import { useLanguage } from "@/lib/strings";
import { LANGUAGES } from "@/lib/strings/language";
import { type Appearance, APPEARANCES, useAppearance } from "./appearance";
import { MoonIcon, SunIcon, SystemIcon } from "./icons";

const ICONS: Record<Appearance, ReactNode> = { system: <SystemIcon />, light: <SunIcon />, dark: <MoonIcon /> };

/** Language and appearance, each a button that goes on to the next choice. */
export function Preferences(): ReactNode {
  const { language, strings, choose } = useLanguage();
  const [appearance, setAppearance] = useAppearance();
  const words = strings.shell;
  const nextAppearance = following(APPEARANCES, appearance);
  const nextLanguage = following(LANGUAGES, language);

  return (
    <HStack gap="1" role="group" aria-label={words.preferences}>
      <Button
        variant="ghost"
        size="sm"
        px="2"
        lang={nextLanguage}
        aria-label={words.languages[nextLanguage]}
        onClick={() => choose(nextLanguage)}
      >
        <chakra.span hideBelow="sm">{words.languages[nextLanguage]}</chakra.span>
        {/* A phone has no room for the whole word beside the pages' German names. */}
        <chakra.span hideFrom="sm" textTransform="uppercase">
          {nextLanguage}
        </chakra.span>
      </Button>
      <IconButton
        variant="ghost"
        size="sm"
        aria-label={`${words.appearance}: ${words.appearances[appearance]}`}
        title={`${words.appearance}: ${words.appearances[appearance]}`}
        onClick={() => setAppearance(nextAppearance)}
      >
        {ICONS[appearance]}
      </IconButton>
    </HStack>
  );
}

function following<T>(all: readonly T[], current: T): T {
  return all[(all.indexOf(current) + 1) % all.length] ?? current;
}
