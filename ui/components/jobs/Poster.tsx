/** The poster of a job, small. */

import { type ReactNode, useEffect, useState } from "react";

import { FilmIcon } from "@/components/jobs/icons";
import styles from "@/components/jobs/list.module.css";
import { usePoster } from "@/lib/api/job";

/** A row that scrolls by for less than this asks for no poster. */
const GLANCE_MILLISECONDS = 150;
const MOST_REMEMBERED = 2000;
const seen = new Set<string>();

/** Show the poster, once the row stays on the screen; a strip of film while there is none. */
export function Poster({ id, isThere }: { id: string; isThere: boolean }): ReactNode {
  const [isDue, setDue] = useState(() => seen.has(id));
  const [isBroken, setBroken] = useState(false);
  useEffect(() => {
    if (isDue || !isThere) return;
    const timer = setTimeout(() => {
      if (seen.size >= MOST_REMEMBERED) seen.clear();
      seen.add(id);
      setDue(true);
    }, GLANCE_MILLISECONDS);
    return () => {
      clearTimeout(timer);
    };
  }, [id, isDue, isThere]);
  const address = usePoster(id, isThere && isDue && !isBroken);
  return (
    <div className={styles.poster}>
      {address !== null ? (
        <img
          src={address}
          alt=""
          decoding="async"
          onError={() => {
            setBroken(true);
          }}
        />
      ) : (
        <FilmIcon />
      )}
    </div>
  );
}
