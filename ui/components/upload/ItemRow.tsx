"use client";

import { Button, Code, Text } from "@chakra-ui/react";
import NextLink from "next/link";
import { memo, type ReactNode, useRef } from "react";
import { type Spoken, useLanguage } from "@/lib/strings";
import { canPause, isOpen, itemEta, type Item } from "@/lib/upload/items";
import { Bar } from "./Bar";
import { UploadIcon } from "./icons";
import styles from "./upload.module.css";
import { useUploads } from "./UploadsProvider";
import { refusalWords, type Said, troubleWords } from "./words";

/** One upload: its name, how far it is, what is in its way, and what can be done. */
export const ItemRow = memo(function ItemRow({ item }: { item: Item }): ReactNode {
  const spoken = useLanguage();
  const { name, path, stage, sent, size } = item;
  const said = saidOf(item, spoken);
  const hasBar = (isOpen(item) && stage !== "checking") || stage === "failed" || stage === "left";
  return (
    <li className={styles.row} data-stage={stage}>
      <div className={styles.name} title={path}>
        {path !== name && <span className={styles.folder}>{path.slice(0, -name.length)}</span>}
        {name}
      </div>
      <div className={styles.actions}>
        <Actions item={item} />
      </div>
      <div className={styles.figures}>{figuresOf(item, spoken).join(" · ")}</div>
      {hasBar && (
        <Bar part={size > 0 ? sent / size : 0} label={name} isStill={stage !== "sending" && stage !== "finishing"} />
      )}
      {said !== null && <Problem said={said} isGrave={stage !== "sending"} />}
    </li>
  );
});

function saidOf({ refusal, trouble }: Item, { strings, format }: Spoken): Said | null {
  if (refusal !== null) return refusalWords(refusal, strings, format);
  return trouble === null ? null : troubleWords(trouble, strings);
}

/** The state in words, then the figures that it has. */
function figuresOf(item: Item, { strings, format }: Spoken): readonly string[] {
  const words = strings.upload;
  const { stage, sent, size, rate, resumed, trouble, wish } = item;
  const eta = itemEta(item);
  const isMoving = stage === "sending" && trouble === null;
  return [
    trouble !== null && stage === "sending" ? words.troubled : words.stages[stage],
    stage === "sending" || stage === "paused" || stage === "failed" || stage === "left"
      ? words.of(format.bytes(sent), format.bytes(size))
      : format.bytes(size),
    isMoving && rate !== null ? format.rate(rate) : "",
    isMoving && eta !== null ? words.left(format.duration(eta)) : "",
    resumed && isMoving ? words.resumed : "",
    stage === "left" ? words.chooseAgain : "",
    wish.profile ?? "",
  ].filter((figure) => figure !== "");
}

function Problem({ said, isGrave }: { said: Said; isGrave: boolean }): ReactNode {
  return (
    <div className={styles.said}>
      <Text as="span" color={isGrave ? "fg.error" : "fg.warning"} fontWeight="medium">
        {said.message}
      </Text>{" "}
      {said.hint} <Code size="xs">{said.code}</Code>
      {said.detail !== "" && (
        <Text as="span" fontFamily="mono" textStyle="xs" color="fg.muted" display="block">
          {said.detail}
        </Text>
      )}
    </div>
  );
}

function Actions({ item }: { item: Item }): ReactNode {
  const { strings } = useLanguage();
  const words = strings.upload;
  const { uploads } = useUploads();
  const { id, name, stage, job_id } = item;
  const cancels =
    stage === "left"
      ? words.actions.discard
      : isOpen(item) || stage === "failed"
        ? words.actions.cancel
        : words.actions.remove;
  return (
    <>
      {canPause(item) && <Act label={words.actions.pause(name)} icon="pause" onClick={() => uploads?.pause(id)} />}
      {stage === "paused" && (
        <Act label={words.actions.resume(name)} icon="resume" onClick={() => void uploads?.resume(id)} />
      )}
      {(stage === "failed" || stage === "refused") && (
        <Act label={words.actions.retry(name)} icon="retry" onClick={() => void uploads?.resume(id)} />
      )}
      {stage === "left" && <ChooseAgain item={item} />}
      {stage === "done" && job_id !== null && (
        <Button asChild size="xs" variant="outline">
          <NextLink href={`/job/?id=${job_id}`} aria-label={words.actions.job(name)}>
            {words.short.job}
          </NextLink>
        </Button>
      )}
      {stage !== "finishing" && <Act label={cancels(name)} icon="cancel" onClick={() => void uploads?.cancel(id)} />}
    </>
  );
}

function Act({
  label,
  icon,
  onClick,
}: {
  label: string;
  icon: "pause" | "resume" | "retry" | "cancel";
  onClick: () => void;
}): ReactNode {
  return (
    <Button size="sm" variant="ghost" px="2" aria-label={label} title={label} onClick={onClick}>
      <UploadIcon name={icon} />
    </Button>
  );
}

/** An upload that was left wants its file back. */
function ChooseAgain({ item }: { item: Item }): ReactNode {
  const { strings } = useLanguage();
  const words = strings.upload;
  const { uploads } = useUploads();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={words.actions.choose(item.name)}
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          currentTarget.value = "";
          if (file !== undefined) void uploads?.give(item.id, { file, path: item.path }, item.wish);
        }}
      />
      <Button size="xs" aria-label={words.actions.choose(item.name)} onClick={() => input.current?.click()}>
        {words.short.choose}
      </Button>
    </>
  );
}
