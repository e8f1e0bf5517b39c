"use client";

import { Button, Code, Text } from "@chakra-ui/react";
import NextLink from "next/link";
import { memo, type ReactNode, useRef } from "react";
import { type Spoken, useLanguage } from "@/lib/strings";
import { canPause, isOpen, itemEta, type Item } from "@/lib/upload/items";
import { Bar } from "./Bar";
import { UploadIcon } from "./icons";
import styles from "./upload.module.css";
import { useUploads } from "./useUploads";
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
  const { stage, sent, size, rate, resumed, trouble, wish, estimate } = item;
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
    stage === "left" ? (sent > 0 ? words.chooseAgain : words.chooseWhole) : "",
    wish.profile ?? "",
    estimate === null ? "" : words.estimated(format.cost(estimate.amount, estimate.unit)),
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
  const words = useLanguage().strings.upload;
  const { uploads } = useUploads();
  const { id, name, stage, job_id } = item;
  const main = mainAction(item);
  return (
    <>
      {main !== null && (
        <Act
          label={words.actions[main](name)}
          icon={main}
          onClick={() => (main === "pause" ? uploads?.pause(id) : void uploads?.resume(id))}
        />
      )}
      {stage === "left" && <ChooseAgain item={item} />}
      {stage === "done" && job_id !== null && (
        <Button asChild size="xs" variant="outline">
          <NextLink href={`/job/?id=${job_id}`} aria-label={words.actions.job(name)}>
            {words.short.job}
          </NextLink>
        </Button>
      )}
      {stage !== "finishing" && (
        <Act
          label={words.actions[endOf(item)](name)}
          icon="cancel"
          onClick={(button) => {
            focusBeside(button);
            void uploads?.cancel(id);
          }}
        />
      )}
    </>
  );
}

/** What the first button does. It stays the same button, so that the keyboard stays on it. */
function mainAction(item: Item): "pause" | "resume" | "retry" | null {
  if (canPause(item)) return "pause";
  if (item.stage === "paused") return "resume";
  return item.stage === "failed" || item.stage === "refused" ? "retry" : null;
}

/** What taking it off the list means. */
function endOf(item: Item): "discard" | "cancel" | "remove" {
  if (item.stage === "left") return "discard";
  return isOpen(item) || item.stage === "failed" ? "cancel" : "remove";
}

/** The row of this button is about to go: the keyboard goes on in the next one, or in the one before. */
function focusBeside(button: HTMLElement): void {
  const row = button.closest("li");
  (row?.nextElementSibling ?? row?.previousElementSibling)?.querySelector<HTMLElement>("button, a")?.focus();
}

interface ActProps {
  label: string;
  icon: "pause" | "resume" | "retry" | "cancel";
  onClick: (button: HTMLElement) => void;
}

function Act({ label, icon, onClick }: ActProps): ReactNode {
  return (
    <Button
      size="sm"
      variant="ghost"
      px="2"
      aria-label={label}
      title={label}
      onClick={({ currentTarget }) => onClick(currentTarget)}
    >
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
