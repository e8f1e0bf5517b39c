"use client";

/** Source and proxy, fact by fact. */

import { VisuallyHidden } from "@chakra-ui/react";
import type { ReactNode } from "react";

import { Card, Waiting } from "@/components/job/Card";
import styles from "@/components/job/job.module.css";
import type { Job } from "@/lib/api/jobs";
import { type Fact, facts, type Writer } from "@/lib/jobs/facts";
import { isActive } from "@/lib/jobs/states";
import { type Strings, useLanguage } from "@/lib/strings";
import type { Format } from "@/lib/format";

export function FactsCard({ job }: { job: Job }): ReactNode {
  const { format, strings } = useLanguage();
  const words = strings.job.facts;
  const all = facts(job, writerOf(format, words));
  if (all.length === 0 && !isActive(job.status)) return null; // nobody came to look into it
  if (all.length === 0) {
    return (
      <Card title={words.title}>
        <Waiting>{words.waiting}</Waiting>
      </Card>
    );
  }
  return (
    <Card title={words.title}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{words.fact}</th>
            <th scope="col">{words.source}</th>
            <th scope="col">{words.proxy}</th>
          </tr>
        </thead>
        <tbody>
          {all.map((fact) => (
            <FactRow key={`${fact.name} ${fact.number ?? 0}`} fact={fact} words={words} />
          ))}
        </tbody>
      </table>
    </Card>
  );
}

function FactRow({ fact, words }: { fact: Fact; words: Strings["job"]["facts"] }): ReactNode {
  const isOther = fact.proxy !== "" && fact.proxy !== fact.source;
  return (
    <tr>
      <th scope="row">
        {words.rows[fact.name]} {fact.number}
      </th>
      <td>{fact.source}</td>
      <td>
        {isOther ? <b>{fact.proxy}</b> : fact.proxy}
        {isOther && <VisuallyHidden> ({words.differs})</VisuallyHidden>}
      </td>
    </tr>
  );
}

function writerOf(format: Format, words: Strings["job"]["facts"]): Writer {
  const { unknown, none, variable, dropFrame, bits, channels, fieldOrders } = words;
  return {
    bytes: format.bytes,
    duration: (seconds) => `${format.clock(seconds)} (${format.number(seconds, 3)} s)`,
    bitRate: format.bitrate,
    number: format.number,
    fieldOrder: (order) => fieldOrders[order],
    ...{ unknown, none, variable, dropFrame, bits, channels },
  };
}
