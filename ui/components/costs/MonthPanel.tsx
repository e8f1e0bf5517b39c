"use client";

/** What a month has cost: its sum against the ceiling, and day by day. */

import { Button, Heading, HStack, Skeleton, Stack, Text } from "@chakra-ui/react";
import { type ReactNode, useId, useState } from "react";

import { ProblemAlert } from "@/components/problem/ProblemAlert";
import { useArrival } from "@/components/shell/useArrival";
import { type Month, useMonth } from "@/lib/api/costs";
import { COSTS_ID } from "@/lib/costs/address";
import { monthAt, shifted } from "@/lib/costs/month";
import { useLanguage } from "@/lib/strings";
import styles from "./costs.module.css";
import { Days } from "./Days";

export function MonthPanel(): ReactNode {
  const { format, strings } = useLanguage();
  const words = strings.costs;
  const [wanted, setWanted] = useState<string>();
  const { data, error, refetch } = useMonth(wanted);
  const heading = useId();
  const [now] = useState(() => monthAt(Date.now()));
  const shown = wanted ?? now;
  const go = (by: number) => {
    const month = shifted(shown, by);
    setWanted(month === now ? undefined : month);
  };
  return (
    <Stack
      as="section"
      id={COSTS_ID}
      ref={useArrival(COSTS_ID)}
      aria-labelledby={heading}
      scrollMarginTop="28" // below the header and the index, which stay in sight
      gap="3"
      py="4"
    >
      <HStack justify="space-between" gap="2" wrap="wrap">
        <Heading as="h3" id={heading} size="sm">
          {words.monthOf(format.month(shown))}
        </Heading>
        <HStack gap="1">
          <Button size="xs" variant="outline" aria-label={words.earlier} title={words.earlier} onClick={() => go(-1)}>
            ←
          </Button>
          <Button
            size="xs"
            variant="outline"
            aria-label={words.later}
            title={words.later}
            disabled={shown >= now}
            onClick={() => go(1)}
          >
            →
          </Button>
        </HStack>
      </HStack>
      {error !== null && <ProblemAlert problem={error} status="warning" onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton h="24" rounded="l2" />}
      {data?.month === shown && <Told month={data} isOver={shown < now} />}
    </Stack>
  );
}

function Told({ month, isOver }: { month: Month; isOver: boolean }): ReactNode {
  const { format, strings } = useLanguage();
  const words = strings.costs;
  const { amount, running, ceiling, unit, prices } = month;
  const isHeld = ceiling !== null && !isOver;
  return (
    <>
      <dl className={styles.sums}>
        <Sum name={isOver ? words.whole : words.total} value={format.cost(amount, unit)} />
        {running > 0 && <Sum name={words.running} value={format.cost(running, unit)} />}
        {isHeld && <Sum name={words.ceiling} value={format.cost(ceiling, unit)} />}
        {isHeld && ceiling > 0 && <Sum name={words.reached} value={format.percent((amount + running) / ceiling)} />}
      </dl>
      {month.days.length === 0 ? <Text textStyle="sm">{words.nothing}</Text> : <Days month={month} />}
      <Text textStyle="xs" color="fg.muted">
        {prices.gb_second > 0 ? words.prices(prices.source, prices.region, format.date(prices.as_of)) : words.ownPrices}
      </Text>
    </>
  );
}

function Sum({ name, value }: { name: string; value: string }): ReactNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
