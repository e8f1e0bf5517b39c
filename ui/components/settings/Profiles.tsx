"use client";

import { Badge, chakra, Heading, HStack, SimpleGrid, Stack, Text } from "@chakra-ui/react";
import { type ReactNode, useId } from "react";
import type { Profile } from "@/lib/api/profiles";
import { useStrings } from "@/lib/strings";

/** The id of this part of the settings page. */
export const PROFILES_ID = "profiles";

/** Each preset with what it makes. */
export function Profiles({ profiles }: { profiles: readonly Profile[] }): ReactNode {
  const words = useStrings().settings;
  const heading = useId();
  return (
    <Stack as="section" id={PROFILES_ID} scrollMarginTop="28" aria-labelledby={heading} gap="4">
      <Stack gap="1">
        <Heading as="h2" id={heading} size="lg">
          {words.profiles}
        </Heading>
        <Text color="fg.muted">{words.profilesLead}</Text>
      </Stack>
      <SimpleGrid columns={{ base: 1, md: 2, xl: 3 }} gap="4">
        {profiles.map((profile) => (
          <ProfileCard key={profile.name} profile={profile} />
        ))}
      </SimpleGrid>
    </Stack>
  );
}

function ProfileCard({ profile }: { profile: Profile }): ReactNode {
  const { facts, ...words } = useStrings().settings;
  const heading = useId();
  const qualities = profile.qualities.map((each) => words.qualityNames[each]).join(", ");
  const told = [
    [facts.container, profile.container],
    [facts.video, profile.video_codec],
    [facts.audio, profile.audio_codec],
    [facts.resolution, profile.resolution === "source" ? words.asSource : words.upTo(profile.resolution)],
    [facts.qualities, qualities === "" ? words.fixedQuality : qualities],
  ] as const;

  return (
    <Stack as="article" aria-labelledby={heading} gap="3" bg="bg.panel" borderWidth="1px" rounded="l3" p="4">
      <HStack gap="2" wrap="wrap">
        <Heading as="h3" size="sm" id={heading}>
          {profile.title}
        </Heading>
        <Text textStyle="xs" fontFamily="mono" color="fg.muted">
          {profile.name}
        </Text>
        {profile.is_default && <Badge colorPalette="accent">{words.isDefault}</Badge>}
      </HStack>
      <Text textStyle="sm">{profile.description}</Text>
      <chakra.dl textStyle="sm" display="grid" gridTemplateColumns="auto 1fr" columnGap="4" rowGap="0.5" mt="auto">
        {told.map(([name, fact]) => (
          <chakra.div key={name} display="contents">
            <chakra.dt color="fg.muted">{name}</chakra.dt>
            <dd>{fact}</dd>
          </chakra.div>
        ))}
      </chakra.dl>
    </Stack>
  );
}
