"use client";

import { HStack, Input, NativeSelect, Text } from "@chakra-ui/react";
import type { KeyboardEvent, ReactNode } from "react";
import type { NumberField as Field } from "@/lib/settings/form";
import { judge, stepped } from "@/lib/settings/numbers";
import { inUnit, type Unit, unitsOf } from "@/lib/settings/units";

export interface Typed {
  readonly text: string;
  readonly unit: Unit;
}

interface NumberFieldProps {
  id: string;
  field: Field;
  /** What stands in the field. Whatever is typed stays as it is until the field is left. */
  typed: Typed;
  saved: number | null;
  locale: string;
  isWrong: boolean;
  describedBy: string;
  /** What an empty field stands for, where it may be empty. */
  placeholder: string | undefined;
  unitLabel: string;
  unitName: (unit: Unit) => string;
  onType: (typed: Typed) => void;
  /** Neither the number nor its unit has the focus any more. */
  onLeave: () => void;
  onEscape: () => void;
}

const STEPS: Readonly<Record<string, number>> = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 };
const LARGE = 10; // with Shift
const DECIMALS = 6; // as many as a number has before it is written with an exponent, which ARIA does not know

/** A number in a unit that the reader chooses. Changing the unit keeps the digits: both orders of typing come to the same. */
export function NumberField(props: NumberFieldProps): ReactNode {
  const { id, field, typed, saved, locale, isWrong, describedBy, onType, onLeave, onEscape } = props;
  const units = unitsOf(field.unit);
  const judged = judge(typed.text, typed.unit, field, locale);
  const told = (value: number | null) =>
    value === null ? undefined : Number(inUnit(value, typed.unit).toFixed(DECIMALS));

  const press = (event: KeyboardEvent) => {
    const steps = STEPS[event.key];
    if (event.key === "Escape") onEscape();
    if (steps === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const far = event.shiftKey && Math.abs(steps) === 1 ? steps * LARGE : steps;
    onType({ ...typed, text: stepped(typed.text, far, typed.unit, field, saved, locale) });
  };

  return (
    <HStack
      gap="2"
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) onLeave();
      }}
    >
      <Input
        id={id}
        role="spinbutton"
        inputMode="decimal"
        autoComplete="off"
        spellCheck={false}
        textAlign="end"
        value={typed.text}
        placeholder={props.placeholder}
        aria-invalid={isWrong || undefined}
        aria-describedby={describedBy}
        aria-valuenow={judged.wrong ? undefined : told(judged.value)}
        aria-valuemin={told(field.minimum)}
        aria-valuemax={told(field.maximum)}
        aria-valuetext={typed.text === "" ? undefined : `${typed.text} ${props.unitName(typed.unit)}`.trim()}
        onChange={({ target }) => onType({ ...typed, text: target.value })}
        onKeyDown={press}
      />
      {units.length > 1 ? (
        <NativeSelect.Root w="9rem" flexShrink="0">
          <NativeSelect.Field
            aria-label={props.unitLabel}
            value={typed.unit.name}
            onChange={({ target }) =>
              onType({ ...typed, unit: units.find(({ name }) => name === target.value) ?? typed.unit })
            }
          >
            {units.map((unit) => (
              <option key={unit.name} value={unit.name}>
                {props.unitName(unit)}
              </option>
            ))}
          </NativeSelect.Field>
          <NativeSelect.Indicator />
        </NativeSelect.Root>
      ) : (
        <Text w="9rem" flexShrink="0" color="fg.muted" textStyle="sm" ps="3">
          {props.unitName(typed.unit)}
        </Text>
      )}
    </HStack>
  );
}
