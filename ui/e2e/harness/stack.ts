/** The stack that is tested, and the programs that tests use: as the environment names them, else as a developer has them. */
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const env = process.env;
const root = fileURLToPath(new URL("../../..", import.meta.url));
const page = (env.BASE_URL ?? "http://127.0.0.1:3000").replace(/\/$/, "");

export const stack = {
  /** Where the page is; the API is under /api there. */
  page,
  /** The API on its own port: another origin than the page's. */
  api: (env.API_URL ?? "http://127.0.0.1:8000").replace(/\/$/, ""),
  /** An origin that the stack was started with in ALLOWED_ORIGINS; nothing listens there. */
  otherOrigin: env.OTHER_ORIGIN ?? "",
  /** The checkout, the data folder of the stack, and the Python that runs both: for one more worker. */
  root,
  data: env.VTS_DATA ?? join(root, ".vts"),
  python: env.PYTHON ?? join(root, ".venv", "run", "bin", "python"),
  chromium: env.CHROMIUM ?? "/usr/bin/chromium",
  firefox: env.FIREFOX ?? "/usr/bin/firefox-esr",
  ffmpeg: env.FFMPEG ?? "ffmpeg",
  ffprobe: env.FFPROBE ?? "ffprobe",
  /** Folder for what failing tests leave. */
  output: env.E2E_OUTPUT ?? join(tmpdir(), "vts-e2e"),
  ci: (env.CI ?? "") !== "",
};
