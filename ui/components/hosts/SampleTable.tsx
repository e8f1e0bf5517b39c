"use client";

import { Box, chakra } from "@chakra-ui/react";
import { type ReactNode, useState } from "react";
import { byMinute, type Metric, type Sample } from "@/lib/hosts/series";
import { useLanguage } from "@/lib/strings";
import { readable } from "./MetricTile";

const METRICS: readonly Metric[] = ["cpu_percent", "memory_percent", "disk_free", "load_average", "jobs"];

/** The charts of a host in numbers, for those who do not see them or want to copy them. Nothing is drawn until it is opened. */
export function SampleTable({ host, samples }: { host: string; samples: readonly Sample[] }): ReactNode {
  const { strings, format } = useLanguage();
  const [isOpen, setOpen] = useState(false);
  const words = strings.hosts;

  return (
    <chakra.details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <chakra.summary cursor="pointer" textStyle="sm" color="fg.muted" w="fit-content">
        {words.table}
      </chakra.summary>
      {isOpen && (
        <Box overflowX="auto" mt="2">
          <chakra.table
            textStyle="sm"
            w="full"
            css={{ "& th, & td": { textAlign: "end", px: "2", py: "0.5", whiteSpace: "nowrap" } }}
          >
            <chakra.caption srOnly>{`${host}: ${words.table}`}</chakra.caption>
            <thead>
              <tr>
                <th scope="col">{words.minute}</th>
                {METRICS.map((metric) => (
                  <th key={metric} scope="col">
                    {words.measures[metric]}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {byMinute(samples).map((sample) => (
                <tr key={sample.at}>
                  <th scope="row">{format.time(sample.at)}</th>
                  {METRICS.map((metric) => (
                    <td key={metric}>{readable(metric, sample[metric], format)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </chakra.table>
        </Box>
      )}
    </chakra.details>
  );
}
