"use client";

import { Heading, Skeleton, Stack, StackSeparator, Text } from "@chakra-ui/react";
import dynamic from "next/dynamic";
import { type ReactNode, useId } from "react";
import { MonthPanel } from "@/components/costs/MonthPanel";
import { ClockNote } from "@/components/hosts/ClockNote";
import { ProblemAlert } from "@/components/problem/ProblemAlert";
import { type Profile, useProfiles } from "@/lib/api/profiles";
import { type SettingGroup, type Settings, useSettingFields, useSettings } from "@/lib/api/settings";
import { type Field, grouped } from "@/lib/settings/form";
import { type Words, wordsFor } from "@/lib/settings/words";
import { useLanguage, useStrings } from "@/lib/strings";
import { WEBHOOKS_ID } from "@/lib/webhooks/address";
import { ConflictPanel } from "./ConflictPanel";
import { Profiles, PROFILES_ID } from "./Profiles";
import { SaveBar } from "./SaveBar";
import { SectionIndex, type SectionLink } from "./SectionIndex";
import { SettingRow } from "./SettingRow";
import { type Form, useSettingsForm } from "./useSettingsForm";

const Webhooks = dynamic(async () => (await import("@/components/webhooks/Webhooks")).Webhooks, {
  ssr: false,
  loading: () => <Skeleton h="64" rounded="l3" />,
});

/** What users change while it runs, what they choose from, and who is told of the jobs. */
export function SettingsPage(): ReactNode {
  const words = useStrings().settings;
  const [settings, fields, profiles] = [useSettings(), useSettingFields(), useProfiles()];
  const wanting = [settings, fields, profiles].filter(({ error }) => error !== null);

  return (
    <Stack gap="8">
      <Stack gap="1">
        <Heading as="h1" size="2xl">
          {words.title}
        </Heading>
        <Text color="fg.muted">{words.lead}</Text>
      </Stack>
      {fields.data && <SectionIndex label={words.sections} sections={sectionsOf(fields.data.fields, words)} />}
      {wanting.slice(0, 1).map(({ error, data, refetch }) => (
        <ProblemAlert
          key="wanting"
          problem={error}
          status={data === undefined ? "error" : "warning"}
          onRetry={() => void refetch()}
        />
      ))}
      {settings.data && fields.data ? (
        <SettingsForm fields={fields.data.fields} latest={settings.data} profiles={profiles.data ?? []} />
      ) : (
        wanting.length === 0 && <Skeleton h="96" rounded="l3" />
      )}
      {profiles.data && <Profiles profiles={profiles.data} />}
      {/* Last, and once what is above it has its height: whoever comes for it is brought to where it stays. */}
      {[settings, fields, profiles].every(({ isPending }) => !isPending) && <Webhooks />}
    </Stack>
  );
}

function sectionsOf(fields: readonly Field[], words: ReturnType<typeof useStrings>["settings"]): SectionLink[] {
  return [
    ...grouped(fields).map(([group]) => ({ id: group, title: words.groups[group] })),
    { id: PROFILES_ID, title: words.profiles },
    { id: WEBHOOKS_ID, title: words.webhooks },
  ];
}

interface SettingsFormProps {
  fields: readonly Field[];
  latest: Settings;
  profiles: readonly Profile[];
}

export function SettingsForm({ fields, latest, profiles }: SettingsFormProps): ReactNode {
  const { strings, format } = useLanguage();
  const form = useSettingsForm(fields, latest, format.locale);
  const titles = Object.fromEntries(profiles.map(({ name, title }) => [name, title]));
  const words = wordsFor(strings, format, titles);

  return (
    <Stack
      as="form"
      gap="6"
      css={{ "& :is(input, select, button)": { scrollMarginBlock: "7rem" } }} // what has the focus is not under the index or the bar
      onSubmit={(event) => {
        event.preventDefault();
        form.save();
      }}
    >
      {grouped(fields).map(([group, members]) => (
        <Section key={group} group={group} fields={members} form={form} words={words} />
      ))}
      {/* In sight wherever the reader is: what keeps the form from being saved, and how to save it. */}
      <Stack position="sticky" bottom="0" zIndex="docked" gap="2">
        <Stack maxH="60vh" overflowY="auto" gap="2">
          {form.others.length > 0 && <ConflictPanel fields={fields} form={form} words={words} />}
          {form.problem && <ProblemAlert problem={form.problem} title={strings.settings.notSaved} />}
        </Stack>
        <SaveBar form={form} />
      </Stack>
    </Stack>
  );
}

interface SectionProps {
  group: SettingGroup;
  fields: readonly Field[];
  form: Form;
  words: Words;
}

function Section({ group, fields, form, words }: SectionProps): ReactNode {
  const titles = useStrings().settings.groups;
  const heading = useId();
  return (
    <Stack
      as="section"
      id={group}
      scrollMarginTop="28" // below the header and the index, which stay in sight
      aria-labelledby={heading}
      bg="bg.panel"
      borderWidth="1px"
      rounded="l3"
      px={{ base: "4", md: "5" }}
      pt="4"
      pb="2"
      gap="0"
    >
      <Heading as="h2" id={heading} size="md">
        {titles[group]}
      </Heading>
      <Stack separator={<StackSeparator />} gap="0">
        {fields.map((field) => (
          <SettingRow key={field.name} field={field} form={form} words={words} />
        ))}
        {group === "costs" && <MonthPanel />}
        {group === "retention" && (
          <Stack py="4">
            <ClockNote />
          </Stack>
        )}
      </Stack>
    </Stack>
  );
}
