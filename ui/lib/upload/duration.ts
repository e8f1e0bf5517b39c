/** How long a film is, as far as this browser can tell without sending it anywhere. */

const PATIENCE_MS = 4_000; // the index of a film on a slow disk; whoever cannot tell by then lets the server tell

/** Seconds; null when the browser does not play this kind, the film does not say, or it takes too long. */
export async function durationOf(file: Blob, signal: AbortSignal): Promise<number | null> {
  const video = document.createElement("video");
  video.preload = "metadata";
  video.muted = true;
  const address = URL.createObjectURL(file);
  try {
    return await new Promise<number | null>((resolve) => {
      const told = () => {
        resolve(Number.isFinite(video.duration) ? video.duration : null);
      };
      const untold = () => {
        resolve(null);
      };
      video.addEventListener("loadedmetadata", told);
      video.addEventListener("error", untold);
      AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]).addEventListener("abort", untold);
      video.src = address;
    });
  } finally {
    video.removeAttribute("src");
    video.load(); // lets go of the file
    URL.revokeObjectURL(address);
  }
}
