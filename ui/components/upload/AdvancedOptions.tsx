"use client";

/** Options that few films need, folded away: which programme, how fast a raw stream runs, what lies behind what is transparent. */

import { Button, chakra, Field, Flex, Input } from "@chakra-ui/react";
import { type ReactNode, useState } from "react";
import type { Profile } from "@/lib/api/profiles";
import type { Options } from "@/lib/api/uploads";
import { useStrings } from "@/lib/strings";
import { programmeOf, type Read, rateOf } from "@/lib/upload/advanced";

const BLACK = "#000000";

interface AdvancedOptionsProps {
  /** Null until the profiles are known. */
  readonly profile: Profile | null;
  readonly options: Partial<Options>;
  readonly onOptions: (changes: Partial<Options>) => void;
}

/** A field that cannot be understood is said to be, and stands for nothing. Give it a new key when the options begin anew. */
export function AdvancedOptions({ profile, options, onOptions }: AdvancedOptionsProps): ReactNode {
  const words = useStrings().upload.options.advanced;
  return (
    <chakra.details width="full" textStyle="sm">
      <chakra.summary cursor="pointer" width="fit-content" color="fg.muted">
        {words.title}
      </chakra.summary>
      <Flex wrap="wrap" gap="4" pt="3" align="start">
        <Typed
          words={words.programme}
          before={options.programme?.toString() ?? ""}
          read={programmeOf}
          onRead={(programme) => onOptions({ programme })}
        />
        <Typed words={words.rate} before={options.rate ?? ""} read={rateOf} onRead={(rate) => onOptions({ rate })} />
        {profile?.keeps_alpha !== true && (
          <Background
            colour={options.background ?? null}
            onColour={(background) => {
              onOptions({ background });
            }}
          />
        )}
      </Flex>
    </chakra.details>
  );
}

interface TypedProps<T> {
  readonly words: { readonly label: string; readonly help: string; readonly wrong: string; readonly example: string };
  readonly before: string;
  readonly read: (text: string) => Read<T>;
  readonly onRead: (value: T | null) => void;
}

function Typed<T>({ words, before, read, onRead }: TypedProps<T>): ReactNode {
  const [text, setText] = useState(before);
  const isWrong = read(text) === undefined;
  return (
    <Field.Root invalid={isWrong} width={{ base: "full", sm: "15rem" }}>
      <Field.Label textStyle="xs">{words.label}</Field.Label>
      <Input
        size="sm"
        value={text}
        placeholder={words.example}
        inputMode="decimal"
        autoComplete="off"
        onChange={({ currentTarget }) => {
          setText(currentTarget.value);
          onRead(read(currentTarget.value) ?? null);
        }}
      />
      <Field.ErrorText>{words.wrong}</Field.ErrorText>
      <Field.HelperText textStyle="xs">{words.help}</Field.HelperText>
    </Field.Root>
  );
}

interface BackgroundProps {
  readonly colour: string | null;
  readonly onColour: (colour: string | null) => void;
}

/** Any colour of the browser's own dialogue is one that the API takes. */
function Background({ colour, onColour }: BackgroundProps): ReactNode {
  const words = useStrings().upload.options.advanced.background;
  return (
    <Field.Root width={{ base: "full", sm: "15rem" }}>
      <Field.Label textStyle="xs">{words.label}</Field.Label>
      <Flex align="center" gap="2">
        <Field.Context>
          {({ ids }) => (
            <chakra.input
              type="color"
              id={ids.control}
              width="3.5rem"
              height="2.25rem"
              cursor="pointer"
              value={colour ?? BLACK}
              onChange={({ currentTarget }) => {
                onColour(currentTarget.value);
              }}
            />
          )}
        </Field.Context>
        {colour !== null && (
          <Button size="xs" variant="ghost" onClick={() => onColour(null)}>
            {words.own}
          </Button>
        )}
      </Flex>
      <Field.HelperText textStyle="xs">{words.help}</Field.HelperText>
    </Field.Root>
  );
}
