"use client";

/** What the list says when there is nothing in it. */

import { Button, EmptyState } from "@chakra-ui/react";
import type { ReactNode } from "react";

import { FilmIcon, SearchIcon } from "@/components/jobs/icons";
import { useStrings } from "@/lib/strings";

/** Nobody has sent a film yet. */
export function EmptyList(): ReactNode {
  const { title, text } = useStrings().jobs.empty;
  return <Nothing icon={<FilmIcon size={48} />} title={title} text={text} />;
}

/** There are jobs, but none like that. */
export function NothingFound({ onReset }: { onReset: () => void }): ReactNode {
  const { title, text, reset } = useStrings().jobs.nothing;
  return (
    <Nothing icon={<SearchIcon />} title={title} text={text}>
      <Button size="sm" variant="surface" onClick={onReset}>
        {reset}
      </Button>
    </Nothing>
  );
}

interface NothingProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly text: string;
  readonly children?: ReactNode;
}

function Nothing({ icon, title, text, children }: NothingProps): ReactNode {
  return (
    <EmptyState.Root>
      <EmptyState.Content>
        <EmptyState.Indicator>{icon}</EmptyState.Indicator>
        <EmptyState.Title as="h2">{title}</EmptyState.Title>
        <EmptyState.Description maxWidth="prose" textAlign="center">
          {text}
        </EmptyState.Description>
        {children}
      </EmptyState.Content>
    </EmptyState.Root>
  );
}
