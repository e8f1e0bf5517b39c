"use client";

/** Of a partial proxy: what is missing of the film, and where. */

import { Alert, chakra, Stack, Text } from "@chakra-ui/react";
import type { ReactNode } from "react";

import type { Job } from "@/lib/api/jobs";
import { missingIn } from "@/lib/jobs/missing";
import { useLanguage } from "@/lib/strings";

export function PartialCard({ job }: { job: Job }): ReactNode {
  const spoken = useLanguage();
  const words = spoken.strings.job.partial;
  const missing = job.proxy?.certificate.missing;
  if (job.status !== "partial" || missing == null) return null;
  return (
    <Alert.Root status="warning" role="alert" alignItems="flex-start">
      <Alert.Indicator />
      <Alert.Content gap="1" minW="0">
        <Alert.Title>{words.title(missingIn(job.missing, spoken))}</Alert.Title>
        <Alert.Description as={Stack} gap="1.5">
          <Text>{words.text}</Text>
          {missing.streams.length > 0 && (
            <chakra.ul ps="4" listStyle="disc">
              {missing.streams.map((lack) => (
                <li key={lack.track ?? 0}>
                  {lack.track === null ? words.picture : words.sound(lack.track)}: <Ranges lack={lack} />
                </li>
              ))}
            </chakra.ul>
          )}
          {missing.spoiled && missing.seconds > 0 && <Text>{words.spoiled}</Text>}
          {missing.open_end && <Text>{words.openEnd}</Text>}
        </Alert.Description>
      </Alert.Content>
    </Alert.Root>
  );
}

type Lack = NonNullable<NonNullable<Job["proxy"]>["certificate"]["missing"]>["streams"][number];

/** Ranges that are named on the page; the certificate has up to 200. */
const SHOWN = 20;

function Ranges({ lack }: { lack: Lack }): ReactNode {
  const { format, strings } = useLanguage();
  const words = strings.job.partial;
  const shown = lack.ranges
    .slice(0, SHOWN)
    .map(({ start, end }) => words.range(format.number(start, 2), format.number(end, 2)));
  return words.ranges(shown.join(", "), lack.count - shown.length);
}
