"use client";

import { Box, Button, Flex, Stack, Text } from "@chakra-ui/react";
import { type ReactNode, useId } from "react";
import { type Strings, useLanguage } from "@/lib/strings";
import type { View } from "@/lib/upload/items";
import { DropZone } from "./DropZone";
import { ItemRow } from "./ItemRow";
import { Bar } from "./Bar";
import { useUploads, useUploadView } from "./useUploads";
import styles from "./upload.module.css";

/** Where films come in: the place to drop them, what is to be made of them, and how far they are. */
export function UploadPanel(): ReactNode {
  const { items } = useUploadView();
  return (
    <Stack as="section" gap="3" aria-label={useLanguage().strings.upload.title}>
      <DropZone isSmall={items.length > 0} />
      {items.length > 0 && <List />}
    </Stack>
  );
}

function List(): ReactNode {
  const { items } = useUploadView();
  const title = useId();
  return (
    <Box borderWidth="1px" rounded="lg" bg="bg.panel" overflow="hidden">
      <Totals titleId={title} />
      <ul className={styles.list} aria-labelledby={title}>
        {items.map((item) => (
          <ItemRow key={item.id} item={item} />
        ))}
      </ul>
    </Box>
  );
}

function titleOf({ open, done }: View["totals"], words: Strings["upload"]): string {
  if (open > 0) return words.summary(open, done);
  return done > 0 ? words.allDone(done) : words.list;
}

/** All of them together, and what can be done with all of them. */
function Totals({ titleId }: { titleId: string }): ReactNode {
  const { strings, format } = useLanguage();
  const words = strings.upload;
  const { uploads } = useUploads();
  const { items, totals } = useUploadView();
  const part = totals.size > 0 ? totals.sent / totals.size : 0;
  const figures = [
    totals.size > 0 ? words.of(format.bytes(totals.sent), format.bytes(totals.size)) : "",
    totals.rate === null || totals.rate === 0 ? "" : format.rate(totals.rate),
    totals.etaSeconds === null ? "" : words.left(format.duration(totals.etaSeconds)),
  ].filter((figure) => figure !== "");
  return (
    <Box px="4" py="3" borderBottomWidth="1px">
      <Flex gap="3" align="center" wrap="wrap" minH="9">
        <Text id={titleId} fontWeight="semibold" textStyle="sm">
          {titleOf(totals, words)}
        </Text>
        <Text className={styles.figures} flex="1" minW="14rem">
          {totals.open > 0 && figures.join(" · ")}
        </Text>
        {items.some(({ stage }) => stage === "sending" || stage === "waiting") && (
          <Button size="xs" variant="outline" onClick={() => uploads?.pauseAll()}>
            {words.pauseAll}
          </Button>
        )}
        {items.some(({ stage }) => stage === "paused" || stage === "failed") && (
          <Button size="xs" variant="outline" onClick={() => void uploads?.resumeAll()}>
            {words.resumeAll}
          </Button>
        )}
        {items.some(({ stage }) => stage === "done" || stage === "refused") && (
          <Button size="xs" variant="ghost" onClick={() => uploads?.clear()}>
            {words.clear}
          </Button>
        )}
      </Flex>
      {totals.open > 0 && <Bar part={part} label={words.total} />}
    </Box>
  );
}
