"use client";

import { Box, HStack, Text } from "@chakra-ui/react";
import { type ReactNode, useState } from "react";
import type { Format } from "@/lib/format";
import { drawing, type Metric, type Point, type Sample } from "@/lib/hosts/series";
import { useLanguage } from "@/lib/strings";
import { Sparkline } from "./Sparkline";

/** What a chart's scale reaches at least, so that a little noise does not fill it. */
const LEAST: Readonly<Record<Metric, number>> = {
  cpu_percent: 100,
  memory_percent: 100,
  disk_free: 1,
  load_average: 1,
  jobs: 1,
};

/** A value of a measure as the reader reads it. */
export function readable(metric: Metric, value: number, format: Format): string {
  if (metric === "disk_free") return format.bytes(value);
  if (metric === "load_average") return format.number(value, 2);
  return metric === "jobs" ? format.number(value) : format.percent(value / 100);
}

/** What the charts of all hosts have in common. */
export interface Span {
  /** The right edge, milliseconds since 1970 by the job table's clock. */
  readonly until: number;
  readonly seconds: number;
  readonly everySeconds: number;
}

interface MetricTileProps {
  host: string;
  metric: Metric;
  samples: readonly Sample[];
  span: Span;
  /** The last value is not how it is now. */
  isPast: boolean;
  /** Said under the value; what the number alone does not tell. */
  more?: string | undefined;
}

/** One measure of a host: its value now, or where the pointer is, over its last 15 minutes. */
export function MetricTile({ host, metric, samples, span, isPast, more }: MetricTileProps): ReactNode {
  const { strings, format } = useLanguage();
  const [read, setRead] = useState<Point>();
  const words = strings.hosts;
  const said = (value: number) => readable(metric, value, format);
  const drawn = drawing(samples, metric, span.everySeconds, LEAST[metric]);
  const values = samples.map((sample) => sample[metric]);
  const latest = values.at(-1);
  const name = words.measures[metric];
  const range = [Math.min(...values), Math.max(...values)].map(said) as [string, string];
  const summary = latest === undefined ? words.noSamples(name, host) : words.chart(name, host, said(latest), ...range);

  return (
    <Box minW="0">
      <HStack justify="space-between" align="baseline" gap="2">
        <Text textStyle="xs" color="fg.muted">
          {name}
        </Text>
        <Text textStyle="xs" color="fg.muted" aria-hidden>
          {read ? words.at(format.time(new Date(read.at).toISOString())) : ""}
        </Text>
      </HStack>
      <Text textStyle="xl" fontWeight="semibold" lineHeight="short">
        {read ? said(read.value) : latest === undefined ? "–" : said(latest)}
      </Text>
      <Text textStyle="xs" color="fg.muted" minH="4.5">
        {more}
      </Text>
      <Box color={isPast ? "fg.subtle" : "accent.fg"} mt="1">
        <Sparkline
          drawing={drawn}
          until={span.until}
          spanSeconds={span.seconds}
          summary={summary}
          read={read}
          onRead={setRead}
        />
      </Box>
      <HStack justify="space-between" textStyle="2xs" color="fg.subtle" aria-hidden>
        <span>{words.from(format.duration(span.seconds))}</span>
        <span>{words.now}</span>
      </HStack>
    </Box>
  );
}
