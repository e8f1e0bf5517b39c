"use client";

import { Button, chakra, Grid, HStack, Stack, Text } from "@chakra-ui/react";
import { type ReactNode, useId } from "react";
import {
  asTyped,
  type Edit,
  type Field,
  isNumeric,
  type NumberField as Numeric,
  type Value,
} from "@/lib/settings/form";
import { judge } from "@/lib/settings/numbers";
import { ownUnit, unitsOf } from "@/lib/settings/units";
import type { Words } from "@/lib/settings/words";
import { useLanguage } from "@/lib/strings";
import { ChoiceField } from "./ChoiceField";
import { NumberField } from "./NumberField";
import type { Form } from "./useSettingsForm";

interface SettingRowProps {
  field: Field;
  form: Form;
  words: Words;
}

/** One setting: what it is called and does, its value, what it takes, and what is wrong with what is typed. */
export function SettingRow({ field, form, words }: SettingRowProps): ReactNode {
  const { strings } = useLanguage();
  const id = useId();
  const said = strings.settings;
  const wrong = form.wrong[field.name];
  const refused = form.problem?.fields[field.name];
  const ids = { help: `${id}-help`, note: `${id}-note`, takes: `${id}-takes` };
  const takes = [words.range(field), said.default(words.value(field, field.default))].filter((part) => part !== "");

  return (
    <Grid templateColumns={{ base: "1fr", md: "minmax(0, 1fr) minmax(0, 24rem)" }} gap={{ base: "2", md: "8" }} py="4">
      <Stack gap="0.5">
        <chakra.label htmlFor={id} fontWeight="medium" w="fit-content">
          {words.name(field)}
        </chakra.label>
        <Text id={ids.help} textStyle="sm" color="fg.muted">
          {words.help(field)}
        </Text>
      </Stack>
      <Stack gap="1" minW="0">
        <Control id={id} describedBy={Object.values(ids).join(" ")} field={field} form={form} words={words} />
        <HStack id={ids.takes} textStyle="xs" color="fg.muted" justify="space-between" minH="6">
          <span>{takes.join(" · ")}</span>
          <UseDefault field={field} form={form} words={words} />
        </HStack>
        <Text id={ids.note} role="status" textStyle="sm" color={wrong || refused ? "fg.error" : "fg.muted"}>
          {wrong ? words.wrong(field, wrong) : (refused ?? <Aside field={field} form={form} words={words} />)}
        </Text>
      </Stack>
    </Grid>
  );
}

function Control({
  id,
  describedBy,
  field,
  form,
  words,
}: SettingRowProps & { id: string; describedBy: string }): ReactNode {
  const { strings, format } = useLanguage();
  const { name } = field;
  const saved = form.valueOf(name);
  const edit = form.edits[name];
  if (!isNumeric(field)) {
    const value = edit && "value" in edit ? edit.value : saved;
    const choose = (chosen: Value) => form.edit(name, { value: chosen });
    return (
      <ChoiceField
        id={id}
        field={field}
        value={value}
        describedBy={describedBy}
        valueText={(each) => words.value(field, each)}
        onChoose={choose}
      />
    );
  }
  return (
    <NumberField
      id={id}
      field={field}
      typed={edit && "text" in edit ? edit : asTyped(field, numberOf(saved), format.locale)}
      saved={numberOf(saved)}
      locale={format.locale}
      isWrong={name in form.wrong || name in (form.problem?.fields ?? {})}
      describedBy={describedBy}
      placeholder={field.nullable ? words.value(field, null) : undefined}
      unitLabel={strings.settings.unitOf(words.name(field))}
      unitName={words.unit}
      onType={(typed) => form.edit(name, typed)}
      onLeave={() => form.leave(name)}
      onEscape={() => form.revert(name)}
    />
  );
}

/** Puts the default into the field, where something else stands in it. */
function UseDefault({ field, form, words }: SettingRowProps): ReactNode {
  const { strings, format } = useLanguage();
  const { name } = field;
  const current = name in form.changes ? form.changes[name] : form.valueOf(name);
  if (current === field.default && !(name in form.wrong)) return null;
  const edit: Edit = isNumeric(field)
    ? asTyped(field, numberOf(field.default), format.locale)
    : { value: field.default };
  return (
    <Button
      size="2xs"
      variant="ghost"
      aria-label={`${strings.settings.useDefault}: ${words.name(field)}`}
      onClick={() => form.edit(name, edit)}
    >
      {strings.settings.useDefault}
    </Button>
  );
}

/** What happened to the field, or the bytes that a typed fraction of a larger unit comes to. */
function Aside({ field, form, words }: SettingRowProps): ReactNode {
  const { strings, format } = useLanguage();
  const said = strings.settings;
  if (form.putBack?.name === field.name)
    return `${words.wrong(field, form.putBack.why)} ${said.putBack(words.value(field, form.valueOf(field.name)))}`;
  const edit = form.edits[field.name];
  if (field.kind !== "integer" || edit === undefined || !("text" in edit) || isOwn(field, edit.unit.name)) return null;
  const judged = judge(edit.text, edit.unit, field as Numeric, format.locale);
  return judged.wrong || judged.value === null ? null : said.exactly(words.exactly(field, judged.value));
}

function isOwn(field: Field, unit: string): boolean {
  return ownUnit(unitsOf(field.unit)).name === unit;
}

function numberOf(value: Value): number | null {
  return typeof value === "number" ? value : null;
}
