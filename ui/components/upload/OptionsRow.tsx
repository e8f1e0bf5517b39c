"use client";

import { Field, Flex, NativeSelect, Text } from "@chakra-ui/react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Checkbox } from "@/components/shell/Checkbox";
import { get } from "@/lib/api/client";
import { type Profile, useProfiles } from "@/lib/api/profiles";
import type { Options } from "@/lib/api/uploads";
import { useLanguage } from "@/lib/strings";
import type { Limits } from "@/lib/upload/refusal";
import { AdvancedOptions } from "./AdvancedOptions";
import { useUploads } from "./useUploads";

const RESOLUTIONS = [
  "source",
  "2160p",
  "1440p",
  "1080p",
  "720p",
  "540p",
  "480p",
  "360p",
] as const satisfies readonly Options["resolution"][];

/** What is to be made of the next files: a profile, and what to change of it. Nothing chosen is what the settings say. */
export function OptionsRow(): ReactNode {
  const { strings } = useLanguage();
  const words = strings.upload.options;
  const { wish, setWish } = useUploads();
  const profiles = useProfiles().data ?? [];
  const standard = profiles.find(({ is_default }) => is_default);
  const chosen = profiles.find(({ name }) => name === wish.profile) ?? standard;
  const change = (options: Partial<Options>) => setWish({ ...wish, options: { ...wish.options, ...options } });
  return (
    <Flex
      as="fieldset"
      wrap="wrap"
      gap={{ base: "2", sm: "4" }}
      px="4"
      py="3"
      borderTopWidth="1px"
      align="end"
      justify="center"
    >
      <legend hidden>{words.legend}</legend>
      <Select
        label={words.profile}
        value={wish.profile ?? ""}
        onChange={(name) => setWish({ profile: name === "" ? null : name, options: {} })}
      >
        <option value="">{standard === undefined ? words.standard : words.standardNamed(standard.title)}</option>
        {profiles.map(({ name, title }) => (
          <option key={name} value={name}>
            {title}
          </option>
        ))}
      </Select>
      <Select
        label={words.resolution}
        value={wish.options.resolution ?? ""}
        onChange={(value) => change({ resolution: RESOLUTIONS.find((one) => one === value) ?? null })}
      >
        <option value="">{words.own}</option>
        {RESOLUTIONS.map((one) => (
          <option key={one} value={one}>
            {one === "source" ? words.ofSource : one}
          </option>
        ))}
      </Select>
      {chosen !== undefined && chosen.qualities.length > 0 && <Quality profile={chosen} />}
      <Checkbox
        label={words.acceptDamage}
        checked={wish.options.accept_damage === true}
        onChange={(accept_damage) => change({ accept_damage })}
      />
      <AdvancedOptions key={wish.profile} profile={chosen ?? null} options={wish.options} onOptions={change} />
      <TakenHere />
    </Flex>
  );
}

function Quality({ profile }: { profile: Profile }): ReactNode {
  const words = useLanguage().strings.upload.options;
  const { wish, setWish } = useUploads();
  return (
    <Select
      label={words.quality}
      value={wish.options.quality ?? ""}
      onChange={(value) => {
        const quality = profile.qualities.find((one) => one === value) ?? null;
        setWish({ ...wish, options: { ...wish.options, quality } });
      }}
    >
      <option value="">{words.own}</option>
      {profile.qualities.map((one) => (
        <option key={one} value={one}>
          {words.qualities[one]}
        </option>
      ))}
    </Select>
  );
}

/** What this installation takes; said before anybody chooses. */
function TakenHere(): ReactNode {
  const { strings, format } = useLanguage();
  const { data } = useQuery({
    queryKey: ["settings", "limits"],
    queryFn: ({ signal }) => get<Limits>("/settings/", { signal }),
  });
  if (data === undefined) return null;
  const { max_upload_bytes, max_duration_seconds } = data;
  return (
    <Text color="fg.muted" textStyle="xs" pb="2">
      {strings.upload.limits(format.bytes(max_upload_bytes), format.duration(max_duration_seconds))}
    </Text>
  );
}

interface SelectProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  children: ReactNode;
}

function Select({ label, value, onChange, children }: SelectProps): ReactNode {
  return (
    <Field.Root width={{ base: "full", sm: "auto" }}>
      <Field.Label textStyle="xs">{label}</Field.Label>
      <NativeSelect.Root size="sm" width={{ base: "full", sm: "auto" }}>
        <NativeSelect.Field value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
          {children}
        </NativeSelect.Field>
        <NativeSelect.Indicator />
      </NativeSelect.Root>
    </Field.Root>
  );
}
