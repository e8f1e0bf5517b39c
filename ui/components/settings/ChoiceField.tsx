"use client";

import { Input, NativeSelect } from "@chakra-ui/react";
import type { ReactNode } from "react";
import type { Field, Value } from "@/lib/settings/form";

interface ChoiceFieldProps {
  id: string;
  field: Field;
  value: Value;
  describedBy: string;
  valueText: (value: Value) => string;
  onChoose: (value: Value) => void;
}

/** A value that is chosen: one of several, or yes or no. Text, which has no choices, is typed. */
export function ChoiceField({ id, field, value, describedBy, valueText, onChoose }: ChoiceFieldProps): ReactNode {
  if (field.kind === "text") {
    return (
      <Input
        id={id}
        value={typeof value === "string" ? value : ""}
        aria-describedby={describedBy}
        onChange={({ target }) => onChoose(field.nullable && target.value === "" ? null : target.value)}
      />
    );
  }
  const choices: readonly Value[] = field.kind === "boolean" ? [true, false] : field.choices;
  const all = field.nullable ? [null, ...choices] : choices;
  return (
    <NativeSelect.Root>
      <NativeSelect.Field
        id={id}
        value={String(value)}
        aria-describedby={describedBy}
        onChange={({ target }) => onChoose(all.find((choice) => String(choice) === target.value) ?? null)}
      >
        {all.map((choice) => (
          <option key={String(choice)} value={String(choice)}>
            {valueText(choice)}
          </option>
        ))}
      </NativeSelect.Field>
      <NativeSelect.Indicator />
    </NativeSelect.Root>
  );
}
