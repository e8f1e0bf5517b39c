"use client";

import { Alert, Box, Button, chakra, HStack, Stack, Text } from "@chakra-ui/react";
import { type ReactNode, useState } from "react";
import type { Field, Foreign, Value } from "@/lib/settings/form";
import type { Words } from "@/lib/settings/words";
import { useStrings } from "@/lib/strings";
import type { Form } from "./useSettingsForm";

interface ConflictPanelProps {
  fields: readonly Field[];
  form: Form;
  words: Words;
}

/** What somebody else saved while this form was edited. The reader chooses what holds; until then nothing is saved. */
export function ConflictPanel({ fields, form, words }: ConflictPanelProps): ReactNode {
  const said = useStrings().settings;
  const [mine, setMine] = useState<ReadonlySet<string>>(new Set());
  const keep = (name: string, isKept: boolean) =>
    setMine((now) => new Set(isKept ? [...now, name] : [...now].filter((each) => each !== name)));

  return (
    <Alert.Root status="warning" role="alert" alignItems="flex-start">
      <Alert.Indicator />
      <Alert.Content as={Stack} gap="3">
        <Alert.Title>{said.conflict}</Alert.Title>
        <Alert.Description>{said.conflictLead}</Alert.Description>
        <Box overflowX="auto">
          <chakra.table
            textStyle="sm"
            css={{ "& th, & td": { textAlign: "start", pe: "5", py: "1", verticalAlign: "top" } }}
          >
            <thead>
              <tr>
                {[said.setting, said.was, said.theirs, said.mine].map((title) => (
                  <th key={title} scope="col">
                    {title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {form.others.map((other) => {
                const field = fields.find(({ name }) => name === other.name);
                if (!field) return null;
                return (
                  <Choice
                    key={other.name}
                    name={words.name(field)}
                    other={other}
                    written={(value) => words.value(field, value)}
                    isMine={mine.has(other.name)}
                    onChoose={(isMine) => keep(other.name, isMine)}
                  />
                );
              })}
            </tbody>
          </chakra.table>
        </Box>
        <HStack wrap="wrap">
          <Button size="sm" loading={form.isSaving} onClick={() => form.resolve(mine)}>
            {said.resolve}
          </Button>
          <Button size="sm" variant="outline" onClick={form.discard}>
            {said.takeAll}
          </Button>
        </HStack>
      </Alert.Content>
    </Alert.Root>
  );
}

interface ChoiceProps {
  name: string;
  other: Foreign;
  written: (value: Value) => string;
  isMine: boolean;
  onChoose: (isMine: boolean) => void;
}

function Choice({ name, other, written, isMine, onChoose }: ChoiceProps): ReactNode {
  const said = useStrings().settings;
  const { mine } = other;
  const option = (value: Value, chosen: boolean, whose: string) => (
    <chakra.label display="inline-flex" gap="2" cursor="pointer">
      <input
        type="radio"
        name={other.name}
        checked={chosen}
        aria-label={`${said.keepOf(name)}: ${whose}, ${written(value)}`}
        onChange={() => onChoose(value === mine)}
      />
      <Text as="span">{written(value)}</Text>
    </chakra.label>
  );

  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{written(other.was)}</td>
      <td>{mine === undefined ? written(other.theirs) : option(other.theirs, !isMine, said.theirs)}</td>
      <td>{mine === undefined ? "" : option(mine, isMine, said.mine)}</td>
    </tr>
  );
}
