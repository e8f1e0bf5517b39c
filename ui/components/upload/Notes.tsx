"use client";

import { Button, Flex, Text } from "@chakra-ui/react";
import type { ReactNode } from "react";
import { ProblemAlert } from "@/components/problem/ProblemAlert";
import { useStrings } from "@/lib/strings";
import { UploadIcon } from "./icons";
import { useUploads } from "./useUploads";

/** What was noticed when the last files came in, until it is closed. */
export function Notes(): ReactNode {
  const words = useStrings().upload;
  const { note, clearNote } = useUploads();
  if (note === null) return null;
  if (note.kind === "unsent") return <ProblemAlert title={words.unsent} problem={note.reason} onRetry={note.again} />;
  const said = note.kind === "passedOver" ? words.passedOver(note.count) : `${words.unreadableFolder} ${note.reason}`;
  return (
    <Flex px="4" py="2" borderTopWidth="1px" align="center" gap="2" role="status">
      <Text textStyle="sm" color="fg.muted" flex="1">
        {said}
      </Text>
      <Button size="xs" variant="ghost" aria-label={words.dismiss} onClick={clearNote}>
        <UploadIcon name="cancel" size={16} />
      </Button>
    </Flex>
  );
}
