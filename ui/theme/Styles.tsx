"use client";

/**
 * Puts the styles of the built pages into their heads.
 *
 * Emotion on its own writes each <style> beside the element it is for, and takes them away again before React looks at the page.
 * Scripts that run before the whole page has arrived miss some, and React then finds elements that it has not made
 * (https://react.dev/errors/418). This is how Next.js wants it:
 * https://nextjs.org/docs/15/app/guides/css-in-js#configuring-css-in-js-in-app
 */

import createCache, { type EmotionCache } from "@emotion/cache";
import { CacheProvider } from "@emotion/react";
import { useServerInsertedHTML } from "next/navigation";
import { Fragment, type ReactNode, useState } from "react";

interface Made {
  readonly name: string;
  readonly isGlobal: boolean;
}

export function Styles({ children }: { children: ReactNode }): ReactNode {
  const [{ cache, taken }] = useState(noted);
  useServerInsertedHTML(() => {
    const all = taken().map((made) => ({ ...made, css: cache.inserted[made.name] }));
    const scoped = all.filter(({ isGlobal, css }) => !isGlobal && typeof css === "string");
    const names = scoped.map(({ name }) => name).join(" ");
    return (
      <Fragment>
        {all
          .filter(({ isGlobal, css }) => isGlobal && typeof css === "string")
          .map(({ name, css }) => (
            <style
              key={name}
              data-emotion={`${cache.key}-global ${name}`}
              dangerouslySetInnerHTML={{ __html: String(css) }}
            />
          ))}
        {names !== "" && (
          <style
            data-emotion={`${cache.key} ${names}`}
            dangerouslySetInnerHTML={{ __html: scoped.map(({ css }) => String(css)).join("") }}
          />
        )}
      </Fragment>
    );
  });
  return <CacheProvider value={cache}>{children}</CacheProvider>;
}

/** Emotion's cache, and what was put into it since one asked last. */
function noted(): { cache: EmotionCache; taken: () => readonly Made[] } {
  const cache = createCache({ key: "css" });
  cache.compat = true; // keep the styles, do not write them beside the elements
  const insert = cache.insert;
  let made: Made[] = [];
  cache.insert = (...given) => {
    const [selector, { name }] = given;
    if (cache.inserted[name] === undefined) made.push({ name, isGlobal: selector === "" });
    return insert(...given);
  };
  return {
    cache,
    taken: () => {
      const all = made;
      made = [];
      return all;
    },
  };
}
