/** What can wait until the page has come to rest. */

const SETTLED_MS = 500; // after which a browser without requestIdleCallback (Safari) is taken to be at rest

/** Call this once the page and all that belongs to it is loaded and the browser has nothing else to do; gives back how to call it off. */
export function atRest(call: () => void): () => void {
  let off: () => void = () => undefined;
  const loaded = () => {
    if ("requestIdleCallback" in window) {
      const waiting = requestIdleCallback(call);
      off = () => cancelIdleCallback(waiting);
    } else {
      const waiting = setTimeout(call, SETTLED_MS);
      off = () => clearTimeout(waiting);
    }
  };
  if (document.readyState === "complete") loaded();
  else addEventListener("load", loaded, { once: true });
  return () => {
    removeEventListener("load", loaded);
    off();
  };
}
