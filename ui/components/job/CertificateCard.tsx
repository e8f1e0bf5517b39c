"use client";

/** The certificate: each rule that the proxy was held to, what was expected and what was found. */

import { Box, Code, Stack, Text, VisuallyHidden } from "@chakra-ui/react";
import type { ReactNode } from "react";

import { Card, Waiting } from "@/components/job/Card";
import styles from "@/components/job/job.module.css";
import type { Job } from "@/lib/api/jobs";
import { isActive } from "@/lib/jobs/states";
import { useLanguage } from "@/lib/strings";
import { named } from "@/lib/strings/readable";

type Certificate = NonNullable<Job["proxy"]>["certificate"];

export function CertificateCard({ job }: { job: Job }): ReactNode {
  const { format, strings } = useLanguage();
  const words = strings.job.certificate;
  const certificate = job.proxy?.certificate;
  if (certificate === undefined && !isActive(job.status)) return null; // it will not come
  if (certificate === undefined) {
    return (
      <Card title={words.title}>
        <Waiting>{words.waiting}</Waiting>
      </Card>
    );
  }
  const broken = certificate.rules.filter(({ passed }) => !passed).length;
  const verdict = broken > 0 ? words.broken(broken) : words.holds(certificate.rules.length);
  return (
    <Card
      title={words.title}
      aside={
        <Text textStyle="sm" color={broken > 0 ? "fg.error" : "fg.success"}>
          {verdict}
        </Text>
      }
    >
      <Stack gap="3">
        {certificate.why_larger !== "" && <Text textStyle="sm">{words.larger(certificate.why_larger)}</Text>}
        <Rules rules={certificate.rules} />
        <Text textStyle="xs" color="fg.muted">
          {words.made(format.exact(certificate.made_at), certificate.ffmpeg)}
          <br />
          {words.digest} <Code size="sm">{certificate.proxy_sha256}</Code>
        </Text>
      </Stack>
    </Card>
  );
}

type Words = ReturnType<typeof useLanguage>["strings"]["job"]["certificate"];

/** What a rule holds the proxy to, in words; of a rule that is newer than this page, its own name. */
function nameOf(rule: string, words: Words): string {
  const [texts, number, saysName] = /^subtitle_(\d+)(_named)?$/u.exec(rule) ?? [];
  if (texts !== undefined) return words.subtitle(Number(number), saysName !== undefined);
  const [, track, what] = /^audio_(\d+)_(\w+)$/u.exec(rule) ?? [];
  if (track !== undefined && what !== undefined) return words.track(Number(track), named(words.ofTrack, what));
  return named(words.names, rule);
}

function Rules({ rules }: { rules: Certificate["rules"] }): ReactNode {
  const words = useLanguage().strings.job.certificate;
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">{words.rule}</th>
          <th scope="col">{words.expected}</th>
          <th scope="col">{words.found}</th>
        </tr>
      </thead>
      <tbody>
        {rules.map(({ rule, expected, found, passed, note }) => (
          <tr key={rule}>
            <th scope="row">
              <Box as="span" color={passed ? "fg.success" : "fg.error"} aria-hidden="true">
                {passed ? "✓ " : "✗ "}
              </Box>
              {nameOf(rule, words)}
              <VisuallyHidden> ({passed ? words.passed : words.failed})</VisuallyHidden>
            </th>
            <td>
              {expected}
              {note !== "" && <div className={styles.note}>{note}</div>}
            </td>
            <td>{found}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
