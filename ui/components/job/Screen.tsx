"use client";

/** Where the proxy plays, or why it does not. */

import { Skeleton } from "@chakra-ui/react";
import { type ReactNode, useState } from "react";

import styles from "@/components/job/job.module.css";
import { Player } from "@/components/job/Player";
import { FilmIcon } from "@/components/jobs/icons";
import { ProblemAlert } from "@/components/problem/ProblemAlert";
import { usePoster, useProxyLink } from "@/lib/api/job";
import { type Job } from "@/lib/api/jobs";
import { hasOutputs, isActive, isPublished } from "@/lib/jobs/states";
import { useStrings } from "@/lib/strings";

/** Codecs for editing programs, which no browser decodes. */
const UNPLAYABLE: Readonly<Record<string, string>> = { prores: "ProRes", dnxhd: "DNxHR" };

export function Screen({ job }: { job: Job }): ReactNode {
  const words = useStrings().job.player;
  const [isUnable, setUnable] = useState(false);
  const poster = usePoster(job.job_id, hasOutputs(job));
  if (job.proxy === null || !hasOutputs(job)) {
    if (!isPublished(job.status) && !isActive(job.status)) return null; // there will be none
    return <Still text={isPublished(job.status) ? words.gone : words.waiting} poster={null} />;
  }
  const codec = UNPLAYABLE[job.proxy.media.video.codec];
  const reason = codec !== undefined ? words.unplayable(codec) : isUnable ? words.failed : null;
  if (reason !== null) return <Still text={reason} poster={poster} />;
  return (
    <Linked
      job={job}
      proxy={job.proxy}
      onUnable={() => {
        setUnable(true);
      }}
    />
  );
}

interface LinkedProps {
  readonly job: Job;
  readonly proxy: NonNullable<Job["proxy"]>;
  readonly onUnable: () => void;
}

function Linked({ job, proxy, onUnable }: LinkedProps): ReactNode {
  const { data: link, error, refetch } = useProxyLink(job.job_id);
  const renew = async () => {
    await refetch();
  };
  return (
    <>
      {error !== null && <ProblemAlert problem={error} onRetry={() => void refetch()} />}
      {link === undefined ? (
        error === null && <Skeleton aspectRatio={16 / 9} rounded="md" />
      ) : (
        <Player job={job} media={proxy.media} link={link} renew={renew} onUnable={onUnable} />
      )}
    </>
  );
}

/** The poster, or a strip of film, and words under it. */
function Still({ text, poster }: { text: string; poster: string | null }): ReactNode {
  return (
    <div className={styles.still}>
      {poster === null ? <FilmIcon size={48} /> : <img src={poster} alt="" />}
      <p>{text}</p>
    </div>
  );
}
