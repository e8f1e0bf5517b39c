"use client";

/** Asks with which profile, and with what changed of it, films are to be converted again. */

import { Field, NativeSelect, Skeleton, Stack, Text } from "@chakra-ui/react";
import { type ReactNode, useState } from "react";

import { useDoing } from "@/components/jobs/useDoing";
import { ProblemAlert } from "@/components/problem/ProblemAlert";
import { Asking } from "@/components/shell/Asking";
import { Checkbox } from "@/components/shell/Checkbox";
import { AdvancedOptions } from "@/components/upload/AdvancedOptions";
import type { Target } from "@/lib/api/jobActions";
import type { Order } from "@/lib/api/jobs";
import { type Profile, useProfiles } from "@/lib/api/profiles";
import { useStrings } from "@/lib/strings";

const RESOLUTIONS = ["source", "2160p", "1440p", "1080p", "720p", "540p", "480p", "360p"] as const;

interface ConvertDialogProps {
  readonly targets: readonly Target[];
  readonly onClose: () => void;
}

export function ConvertDialog({ targets, onClose }: ConvertDialogProps): ReactNode {
  const words = useStrings().jobs.convert;
  const { act, isPending } = useDoing();
  const [isOpen, setOpen] = useState(true);
  const close = () => {
    setOpen(false);
  };
  const { data: profiles, error, refetch } = useProfiles();
  const [name, setName] = useState<string | null>(null);
  const [options, setOptions] = useState<Order["options"]>({});
  const profile = profiles?.find((each) => each.name === name) ?? profiles?.find(({ is_default }) => is_default);
  const onYes = () => {
    if (profile === undefined) return;
    act({ action: "convert", targets, order: { profile: profile.name, options } }, close);
  };
  return (
    <Asking
      title={words.title(targets.length, targets[0]?.filename ?? "")}
      yes={words.yes}
      no={words.no}
      isPending={isPending}
      isOpen={isOpen}
      onYes={onYes}
      onNo={close}
      onGone={onClose}
      otherwise="[role=grid]"
    >
      <Stack gap="4">
        <Text>{words.text}</Text>
        {error !== null && <ProblemAlert problem={error} onRetry={() => void refetch()} />}
        {profiles === undefined || profile === undefined ? (
          error === null && <Skeleton height="32" />
        ) : (
          <>
            <Choice
              label={words.profile}
              help={profile.description}
              value={profile.name}
              choices={profiles.map(({ name: value, title }) => [value, title])}
              onChange={(value) => {
                setName(value);
                setOptions({});
              }}
            />
            <Options key={profile.name} profile={profile} options={options} onOptions={setOptions} />
          </>
        )}
      </Stack>
    </Asking>
  );
}

interface OptionsProps {
  readonly profile: Profile;
  readonly options: Order["options"];
  readonly onOptions: (options: Order["options"]) => void;
}

function Options({ profile, options, onOptions }: OptionsProps): ReactNode {
  const words = useStrings().jobs.convert;
  const named = (resolution: string) => (resolution === "source" ? words.asSource : resolution);
  const own = profile.quality;
  return (
    <>
      <Choice
        label={words.resolution}
        value={options.resolution ?? ""}
        choices={[
          ["", words.own(named(profile.resolution))],
          ...RESOLUTIONS.map((each) => [each, named(each)] as const),
        ]}
        onChange={(value) => {
          onOptions({ ...options, resolution: RESOLUTIONS.find((each) => each === value) ?? null });
        }}
      />
      <Choice
        label={words.quality}
        value={options.quality ?? ""}
        choices={[
          ["", own === null ? words.fixed : words.own(words.qualities[own])],
          ...profile.qualities.map((each) => [each, words.qualities[each]] as const),
        ]}
        onChange={(value) => {
          onOptions({ ...options, quality: profile.qualities.find((each) => each === value) ?? null });
        }}
      />
      <Stack gap="0">
        <Checkbox
          label={words.acceptDamage}
          checked={options.accept_damage === true}
          onChange={(accept_damage) => {
            onOptions({ ...options, accept_damage });
          }}
        />
        <Text textStyle="xs" color="fg.muted">
          {words.acceptDamageHelp}
        </Text>
      </Stack>
      <AdvancedOptions
        profile={profile}
        options={options}
        onOptions={(changes) => {
          onOptions({ ...options, ...changes });
        }}
      />
    </>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly help?: string;
  readonly value: string;
  /** Value and words of each. */
  readonly choices: readonly (readonly [string, string])[];
  readonly onChange: (value: string) => void;
}

function Choice({ label, help, value, choices, onChange }: ChoiceProps): ReactNode {
  return (
    <Field.Root disabled={choices.length === 1}>
      <Field.Label>{label}</Field.Label>
      <NativeSelect.Root>
        <NativeSelect.Field
          value={value}
          onChange={(event) => {
            onChange(event.target.value);
          }}
        >
          {choices.map(([each, words]) => (
            <option key={each} value={each}>
              {words}
            </option>
          ))}
        </NativeSelect.Field>
        <NativeSelect.Indicator />
      </NativeSelect.Root>
      {help !== undefined && <Field.HelperText>{help}</Field.HelperText>}
    </Field.Root>
  );
}
