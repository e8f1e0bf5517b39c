"use client";

/** A titled part of the page. */

import { Heading, Text } from "@chakra-ui/react";
import { type ReactNode, useId } from "react";

import styles from "@/components/job/job.module.css";

interface CardProps {
  readonly title: string;
  /** Beside the title, small. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

export function Card({ title, aside, children }: CardProps): ReactNode {
  const id = useId();
  return (
    <section className={styles.card} aria-labelledby={id}>
      <header>
        <Heading as="h2" size="md" id={id}>
          {title}
        </Heading>
        {aside}
      </header>
      {children}
    </section>
  );
}

/** What a part says while there is nothing in it. */
export function Waiting({ children }: { children: ReactNode }): ReactNode {
  return (
    <Text color="fg.muted" textStyle="sm">
      {children}
    </Text>
  );
}
