"use client";

/** What a job is going to cost, and what it has cost. */

import { Link as ChakraLink, Text } from "@chakra-ui/react";
import Link from "next/link";
import type { ReactNode } from "react";

import { Card } from "@/components/job/Card";
import type { Cost } from "@/lib/api/costs";
import type { Job } from "@/lib/api/jobs";
import { COSTS_ADDRESS } from "@/lib/costs/address";
import { useLanguage } from "@/lib/strings";
import styles from "./costs.module.css";

const PARTS = ["compute", "requests", "storage", "egress"] as const;

export function CostCard({ job }: { job: Pick<Job, "estimate" | "cost"> }): ReactNode {
  const words = useLanguage().strings.costs;
  const { estimate, cost } = job;
  if (estimate === null && cost === null) return null;
  return (
    <Card title={words.title}>
      {cost !== null && <Told name={words.took} cost={cost} isWhole />}
      {estimate !== null && <Told name={words.estimated} cost={estimate} isWhole={cost === null} />}
      <ChakraLink asChild marginTop="3" textStyle="sm">
        <Link href={COSTS_ADDRESS}>{words.byDay}</Link>
      </ChakraLink>
    </Card>
  );
}

/** An amount and what it was counted from; where it `isWhole`, also what it is made of. */
function Told({ name, cost, isWhole }: { name: string; cost: Cost; isWhole: boolean }): ReactNode {
  const { format, strings } = useLanguage();
  const words = strings.costs;
  return (
    <>
      <dl className={styles.facts}>
        <Fact name={name} value={format.cost(cost.amount, cost.unit)} />
      </dl>
      <Text textStyle="xs" color="fg.muted" marginBottom="2">
        {words.bases[cost.basis]}
      </Text>
      {isWhole && <Parts cost={cost} />}
    </>
  );
}

/** What an amount of money is made of; processor time alone is made of nothing else. */
function Parts({ cost }: { cost: Cost }): ReactNode {
  const { format, strings } = useLanguage();
  const words = strings.costs;
  const parts = PARTS.filter((part) => cost[part] > 0);
  if (parts.length === 1 && cost.cpu_seconds === cost.amount) return null;
  return (
    <dl className={styles.facts} data-small>
      {parts.map((part) => (
        <Fact key={part} name={words.parts[part]} value={format.cost(cost[part], cost.unit)} />
      ))}
      <Fact name={words.cpu} value={format.duration(cost.cpu_seconds)} />
      {cost.gb_seconds > 0 && (
        <Fact name={words.memory} value={words.gigabyteSeconds(format.number(cost.gb_seconds, 1))} />
      )}
    </dl>
  );
}

function Fact({ name, value }: { name: string; value: string }): ReactNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
