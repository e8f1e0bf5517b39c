/** A script in each page's HTML. This file is none of the client's, so that the layout can write its text out while it is built. */

/** Where the choice of light or dark is kept. */
export const KEY = "vts.appearance";
export const DARK = "(prefers-color-scheme: dark)";

/**
 * Runs before the first picture, so that a dark page never flashes white. What it does is what
 * `show` in appearance.ts does later.
 */
export const BEFORE_FIRST_PAINT = `(() => {
  let chosen = null;
  try { chosen = localStorage.getItem("${KEY}"); } catch {}
  const dark = chosen === "dark" || (chosen !== "light" && matchMedia("${DARK}").matches);
  document.documentElement.className = dark ? "dark" : "light";
  document.documentElement.style.colorScheme = dark ? "dark" : "light";
})();`;
