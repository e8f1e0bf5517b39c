/** What other tabs of this page are sending, so that no two send the same. */

const CHANNEL = "vts.uploads";
const ANSWERED_MS = 200; // a tab in the background answers within a few

interface Asked {
  readonly ask: string;
}

interface Told {
  readonly answer: string;
  readonly sending: readonly string[];
}

export class Tabs {
  readonly #channel = new BroadcastChannel(CHANNEL);

  /** `sending` gives the jobs that this tab has in hand. */
  constructor(sending: () => readonly string[]) {
    this.#channel.addEventListener("message", ({ data }: MessageEvent<Asked | Told>) => {
      if ("ask" in data) this.#channel.postMessage({ answer: data.ask, sending: sending() } satisfies Told);
    });
  }

  /** Ask the others which jobs they have in hand. */
  async others(): Promise<ReadonlySet<string>> {
    const ask = `${String(Date.now())} ${String(Math.random())}`; // crypto.randomUUID is there over HTTPS only
    const sending = new Set<string>();
    const hear = ({ data }: MessageEvent<Asked | Told>) => {
      if ("answer" in data && data.answer === ask) data.sending.forEach((job) => sending.add(job));
    };
    this.#channel.addEventListener("message", hear);
    this.#channel.postMessage({ ask } satisfies Asked);
    await new Promise((resolve) => setTimeout(resolve, ANSWERED_MS));
    this.#channel.removeEventListener("message", hear);
    return sending;
  }

  close(): void {
    this.#channel.close();
  }
}
