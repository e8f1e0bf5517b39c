"use client";

import { Alert, Button, Flex, HStack, Input, Stack, Text } from "@chakra-ui/react";
import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { copied } from "@/lib/clipboard";
import { useWebhookWords } from "@/lib/strings/webhooks";

interface SecretNoteProps {
  readonly secret: string;
  readonly onClose: () => void;
}

/** The secret of a webhook until the reader has it. It takes the focus, as it is not to be overlooked. */
export function SecretNote({ secret, onClose }: SecretNoteProps): ReactNode {
  const words = useWebhookWords().secret;
  const box = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const [came, setCame] = useState<"copied" | "notCopied" | null>(null);
  const title = useId();
  useEffect(() => box.current?.focus(), []);
  const copy = async () => {
    const isThere = await copied(secret);
    if (!isThere) field.current?.select();
    setCame(isThere ? "copied" : "notCopied");
  };
  return (
    <Alert.Root ref={box} status="warning" role="group" tabIndex={-1} aria-labelledby={title} alignItems="flex-start">
      <Alert.Indicator />
      <Alert.Content gap="2">
        <Alert.Title id={title}>{words.title}</Alert.Title>
        <Alert.Description as={Stack} gap="2">
          <Text>{words.text}</Text>
          <Flex gap="2" wrap="wrap">
            <Input
              ref={field}
              readOnly
              size="sm"
              flex="1"
              minW={{ base: "full", sm: "26rem" }}
              bg="bg.panel"
              color="fg"
              fontFamily="mono"
              aria-label={words.label}
              value={secret}
              onFocus={({ target }) => target.select()}
            />
            <Button size="sm" onClick={() => void copy()}>
              {words.copy}
            </Button>
          </Flex>
          <HStack justify="space-between" gap="2" wrap="wrap">
            <Text role="status">{came !== null && words[came]}</Text>
            <Button size="sm" variant="outline" onClick={onClose}>
              {words.close}
            </Button>
          </HStack>
        </Alert.Description>
      </Alert.Content>
    </Alert.Root>
  );
}
