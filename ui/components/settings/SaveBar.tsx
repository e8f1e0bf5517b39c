"use client";

import { Button, Flex, HStack, Text } from "@chakra-ui/react";
import type { ReactNode } from "react";
import { useStrings } from "@/lib/strings";
import type { Form } from "./useSettingsForm";

/** What is not saved yet, and how to save it or not. After saving, that it was saved. */
export function SaveBar({ form }: { form: Form }): ReactNode {
  const count = Object.keys(form.changes).length;
  const isWrong = Object.keys(form.wrong).length > 0;
  const isEdited = count > 0 || isWrong;

  return (
    // The status is there from the start, so that screen readers hear what it says later; the bar comes with a change.
    <div role="status">
      {(isEdited || form.savedCount > 0) && <Bar form={form} isEdited={isEdited} isWrong={isWrong} count={count} />}
    </div>
  );
}

interface BarProps {
  form: Form;
  isEdited: boolean;
  isWrong: boolean;
  count: number;
}

function Bar({ form, isEdited, isWrong, count }: BarProps): ReactNode {
  const words = useStrings().settings;
  return (
    <Flex
      bg="bg.panel"
      borderWidth="1px"
      rounded="l3"
      shadow={isEdited ? "md" : "none"}
      px="4"
      py="3"
      gap="3"
      align="center"
      justify="space-between"
      wrap="wrap"
    >
      <Text textStyle="sm" color={isWrong ? "fg.error" : form.savedCount > 0 ? "fg.success" : "fg.muted"}>
        {said(form, count, isWrong, words)}
      </Text>
      <HStack gap="2">
        <Button type="button" variant="ghost" size="sm" disabled={!isEdited || form.isSaving} onClick={form.discard}>
          {words.discard}
        </Button>
        <Button
          type="submit"
          size="sm"
          disabled={count === 0 || isWrong || form.others.length > 0}
          loading={form.isSaving}
          loadingText={words.saving}
        >
          {words.save}
        </Button>
      </HStack>
    </Flex>
  );
}

function said(form: Form, count: number, isWrong: boolean, words: ReturnType<typeof useStrings>["settings"]): string {
  if (isWrong) return words.mend;
  if (count > 0) return words.changed(count);
  return words.saved(form.savedCount);
}
