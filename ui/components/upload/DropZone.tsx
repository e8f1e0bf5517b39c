"use client";

import { Box, Button, Flex, Stack, Text } from "@chakra-ui/react";
import { memo, type ReactNode, useId, useRef, useState } from "react";
import { useHasJobs } from "@/lib/api/jobLists";
import { useLanguage } from "@/lib/strings";
import { picked } from "@/lib/upload/gather";
import { UploadIcon } from "./icons";
import { Notes } from "./Notes";
import { OptionsRow } from "./OptionsRow";
import { useUploads } from "./useUploads";

/**
 * The place to drop films on, to choose them by hand, and to say what is to be made of them. It stands above a list that changes
 * four times a second, and does not change with it.
 */
export const DropZone = memo(function DropZone({ isSmall }: { isSmall: boolean }): ReactNode {
  const { strings } = useLanguage();
  const words = strings.upload;
  const hasJobs = useHasJobs();
  const [isOpen, setIsOpen] = useState(false);
  // A phone's first screen is for the jobs, once there are any: of all this one line stays.
  const isFolded = hasJobs && !isOpen;
  const whole = { base: isFolded ? "none" : "flex", md: "flex" };
  const more = useId();
  return (
    <Stack gap="0" borderWidth="1.5px" borderStyle="dashed" borderColor="border.emphasized" rounded="lg" bg="bg.panel">
      <Flex
        direction={{ base: isFolded ? "row" : "column", md: "row" }}
        align="center"
        justify="center"
        gap={{ base: "3", md: "5" }}
        px="4"
        py={isSmall ? "3" : { base: isFolded ? "2" : "6", md: "10" }}
        textAlign="center"
      >
        <Box color="accent.fg" aria-hidden="true" display={whole}>
          <UploadIcon name="upload" size={isSmall ? 24 : 36} />
        </Box>
        <Text textStyle={isSmall ? "md" : "lg"} fontWeight="semibold" display={whole}>
          {words.drop}
        </Text>
        <Text color="fg.muted" textStyle="sm" display={whole}>
          {words.dropHint}
        </Text>
        <Flex gap="2" wrap="wrap" justify="center">
          <Chooser label={words.chooseFiles} />
          <Box display={whole}>
            <Chooser label={words.chooseFolder} isFolder />
          </Box>
          {hasJobs && (
            <Button
              size="sm"
              variant="ghost"
              hideFrom="md"
              aria-expanded={isOpen}
              aria-controls={more}
              onClick={() => setIsOpen(!isOpen)}
            >
              {isOpen ? words.fewer : words.more}
            </Button>
          )}
        </Flex>
      </Flex>
      <Box id={more} display={{ base: isFolded ? "none" : "block", md: "block" }}>
        <OptionsRow />
      </Box>
      <Notes />
    </Stack>
  );
});

/** A button that opens the system's dialogue. Files of any kind can be chosen: what is no film is said of each. */
function Chooser({ label, isFolder = false }: { label: string; isFolder?: boolean }): ReactNode {
  const { send } = useUploads();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={label}
        data-testid={isFolder ? "choose-folder" : "choose-files"}
        {...(isFolder ? { webkitdirectory: "" } : {})}
        onChange={({ currentTarget }) => {
          send(picked([...(currentTarget.files ?? [])]));
          currentTarget.value = ""; // so that choosing the same again is a change
        }}
      />
      <Button size="sm" variant={isFolder ? "outline" : "solid"} onClick={() => input.current?.click()}>
        {label}
      </Button>
    </>
  );
}
