"use client";

import { Box, Text } from "@chakra-ui/react";
import { type ReactNode, useEffect, useState } from "react";
import { useStrings } from "@/lib/strings";
import { dropped, hasFiles } from "@/lib/upload/gather";
import { UploadIcon } from "./icons";
import styles from "./upload.module.css";
import { useUploads } from "./useUploads";

/** Takes files that are dropped or pasted anywhere on the page, and shows while they are dragged over it that it does. */
export function DropTarget({ children }: { children: ReactNode }): ReactNode {
  const words = useStrings().upload;
  const { send } = useUploads();
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!hasFiles(event.dataTransfer)) return;
      event.preventDefault(); // else the browser opens the file in place of the page
      event.dataTransfer.dropEffect = "copy";
      setOver(true);
    };
    const left = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false); // not from one element of the page to another
    };
    const drop = (event: DragEvent) => {
      setOver(false);
      if (!hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      send(dropped(event.dataTransfer));
    };
    const paste = ({ clipboardData }: ClipboardEvent) => {
      if (hasFiles(clipboardData)) send(dropped(clipboardData));
    };
    addEventListener("dragover", over);
    addEventListener("dragleave", left);
    addEventListener("drop", drop);
    addEventListener("paste", paste);
    return () => {
      removeEventListener("dragover", over);
      removeEventListener("dragleave", left);
      removeEventListener("drop", drop);
      removeEventListener("paste", paste);
    };
  }, [send]);
  return (
    <>
      {children}
      {isOver && (
        <Box className={styles.over} aria-hidden="true">
          <UploadIcon name="upload" size={48} />
          <Text textStyle="2xl" fontWeight="semibold">
            {words.dropNow}
          </Text>
        </Box>
      )}
    </>
  );
}
