"use client";

/** The inputs of a webhook. What is missing is said when it is sent; what the API refuses stands at its input, and in full below. */

import { Button, chakra, Field, Flex, Heading, HStack, Input, Text } from "@chakra-ui/react";
import { type ReactNode, type RefObject, useEffect, useId, useRef, useState } from "react";
import { ProblemAlert } from "@/components/problem/ProblemAlert";
import type { ApiProblem } from "@/lib/api/problem";
import { STATUSES } from "@/lib/api/values";
import { useStrings } from "@/lib/strings";
import { useWebhookWords } from "@/lib/strings/webhooks";
import { type Draft, missing, refusedOf, toggled } from "@/lib/webhooks/draft";

const LONGEST_DESCRIPTION = 200; // characters, as the API takes them

interface WebhookFormProps {
  readonly title: string;
  readonly yes: string;
  /** What was not done, above the problem. */
  readonly refused: string;
  readonly before: Draft;
  readonly problem: ApiProblem | null;
  readonly isPending: boolean;
  readonly onEdit: () => void;
  /** `before` is what the draft was begun over: it may have been changed by others since. */
  readonly onSend: (draft: Draft, before: Draft) => void;
  readonly onCancel: () => void;
}

export function WebhookForm(props: WebhookFormProps): ReactNode {
  const { title, yes, refused, problem, isPending, onEdit, onSend, onCancel } = props;
  const words = useWebhookWords().form;
  const [before] = useState(props.before);
  const [draft, setDraft] = useState(before);
  const [isTried, setTried] = useState(false);
  const heading = useId();
  const address = useRef<HTMLInputElement>(null);
  const states = useRef<HTMLFieldSetElement>(null);
  useEffect(() => address.current?.focus(), []);

  const lacks = missing(draft);
  const wrong = (input: "url" | "states") =>
    isTried && lacks.includes(input) ? words.missing[input] : refusedOf(problem?.fields ?? {}, input);
  const edit = (changes: Partial<Draft>) => {
    setDraft({ ...draft, ...changes });
    onEdit();
  };
  const send = () => {
    setTried(true);
    if (lacks.includes("url")) address.current?.focus();
    else if (lacks.includes("states")) states.current?.querySelector("input")?.focus();
    else onSend({ ...draft, url: draft.url.trim() }, before);
  };

  return (
    <chakra.form
      noValidate
      aria-labelledby={heading}
      display="flex"
      flexDirection="column"
      gap="4"
      bg="bg.panel"
      borderWidth="1px"
      rounded="l3"
      p={{ base: "4", md: "5" }}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Heading as="h3" id={heading} size="sm">
        {title}
      </Heading>
      <Line
        input={address}
        label={words.url}
        help={words.urlHelp}
        wrong={wrong("url")}
        value={draft.url}
        onType={(url) => edit({ url })}
      />
      <Line
        label={words.description}
        wrong={refusedOf(problem?.fields ?? {}, "description")}
        value={draft.description}
        most={LONGEST_DESCRIPTION}
        onType={(description) => edit({ description })}
      />
      <States fieldset={states} draft={draft} wrong={wrong("states")} onDraft={edit} />
      {problem && <ProblemAlert problem={problem} title={refused} />}
      <HStack gap="2">
        <Button type="submit" size="sm" loading={isPending}>
          {yes}
        </Button>
        <Button type="button" size="sm" variant="ghost" onClick={onCancel}>
          {words.no}
        </Button>
      </HStack>
    </chakra.form>
  );
}

interface LineProps {
  readonly input?: RefObject<HTMLInputElement | null>;
  readonly label: string;
  readonly help?: string;
  readonly wrong: string | undefined;
  readonly value: string;
  readonly most?: number;
  readonly onType: (text: string) => void;
}

/** A line of text with its name, its help, and what is wrong with it. */
function Line({ input, label, help, wrong, value, most, onType }: LineProps): ReactNode {
  return (
    <Field.Root invalid={wrong !== undefined} maxW="2xl">
      <Field.Label>{label}</Field.Label>
      <Input
        ref={input}
        value={value}
        maxLength={most}
        autoComplete="off"
        spellCheck={false}
        onChange={({ target }) => onType(target.value)}
      />
      {help !== undefined && <Field.HelperText>{help}</Field.HelperText>}
      <Field.ErrorText>{wrong}</Field.ErrorText>
    </Field.Root>
  );
}

interface StatesProps {
  readonly fieldset: RefObject<HTMLFieldSetElement | null>;
  readonly draft: Draft;
  readonly wrong: string | undefined;
  readonly onDraft: (draft: Draft) => void;
}

function States({ fieldset, draft, wrong, onDraft }: StatesProps): ReactNode {
  const words = useWebhookWords().form;
  const named = useStrings().jobs.states;
  const note = useId();
  return (
    <chakra.fieldset ref={fieldset} aria-describedby={note}>
      <chakra.legend textStyle="label" mb="1.5">
        {words.states}
      </chakra.legend>
      <Flex wrap="wrap" columnGap="5" rowGap="2">
        {STATUSES.map((status) => (
          <chakra.label key={status} display="inline-flex" alignItems="center" gap="2" textStyle="sm" cursor="pointer">
            <chakra.input
              type="checkbox"
              accentColor="accent.solid"
              boxSize="4"
              checked={draft.states.includes(status)}
              onChange={() => onDraft(toggled(draft, status))}
            />
            {named[status]}
          </chakra.label>
        ))}
      </Flex>
      <Text id={note} role="status" textStyle="xs" color="fg.error" mt="1">
        {wrong}
      </Text>
    </chakra.fieldset>
  );
}
