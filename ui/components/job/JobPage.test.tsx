/** The page of one job, as the API's answers draw it. */

import { cleanup, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Providers } from "@/app/providers";
import type { Job } from "@/lib/api/jobs";
import { aJob, aRunningJob } from "@/lib/jobs/sample";
import { aCost } from "@/lib/costs/sample";
import { JobPage } from "./JobPage";

const address = vi.hoisted(() => ({ search: "" }));
vi.mock("next/navigation", async (original) => ({
  ...(await original<object>()),
  useRouter: () => ({ push: vi.fn() }),
  useSearchParams: () => new URLSearchParams(address.search),
}));

/** Show the page of this job, or of one that the API does not have. */
function open(job: Job | null): void {
  const missing = { code: "job_not_found", message: "There is no job with this id.", hint: "GET /jobs/ lists them." };
  vi.stubGlobal("fetch", (path: string) => {
    if (job === null) return Promise.resolve(Response.json({ error: missing }, { status: 404 }));
    if (path.includes("/log/")) return Promise.resolve(new Response("ffmpeg -i source.mov proxy.mp4\nframe= 50"));
    const link = { url: "http://bucket/proxy.mp4", expires_at: "2999-01-01T00:00:00Z", filename: "f.mp4", size: 1 };
    return Promise.resolve(Response.json(path.includes("/download/") ? link : job));
  });
  render(
    <Providers>
      <JobPage />
    </Providers>,
  );
}

beforeEach(() => {
  address.search = `id=${aJob().job_id}`;
});
afterEach(() => vi.unstubAllGlobals());

const part = async (name: string) => within(await screen.findByRole("region", { name }));

it("shows source and proxy side by side, and says where they differ", async () => {
  open(aJob());
  const facts = await part("Source and proxy");

  const size = facts.getByRole("row", { name: /^Picture size/ });
  expect(
    within(size)
      .getAllByRole("cell")
      .map((cell) => cell.textContent),
  ).toEqual(["1920 × 1080", "1280 × 720 (differs from the source)"]);
  expect(
    facts.getByRole("row", { name: "Start timecode 01:00:00;00 (drop frame) 01:00:00;00 (drop frame)" }),
  ).toBeVisible();
});

it("shows every rule of the certificate with what was expected, what was found, and why", async () => {
  open(aJob());
  const certificate = await part("Certificate");

  expect(certificate.getByText("2 rules, all hold")).toBeVisible();
  expect(certificate.getByRole("row", { name: /Number of frames \(holds\) 1799 1799/ })).toBeVisible();
  expect(certificate.getByText("Scaled from 1920x1080 to 720 lines.")).toBeVisible();
});

it("tells how long each phase took", async () => {
  open(aJob());
  const timeline = await part("Timeline");

  const spans = timeline.getAllByRole("listitem").map((item) => item.textContent.replace(/from.*/, ""));
  expect(spans.slice(-4)).toEqual(["Probing1 s", "Encoding50 s", "Verifying7 s", "Publishing1 s"]);
});

it("tells of a film in segments which are done, and who makes the others", async () => {
  const segment = { state: "done", frames_done: 600, frames_total: 600, worker: "studio-1", tries: 1 } as const;
  const segments = [
    { ...segment, number: 0 },
    { ...segment, number: 1, state: "running", frames_done: 412, worker: "studio-2", tries: 2 } as const,
    { ...segment, number: 2, state: "waiting", frames_done: 0, frames_total: null, worker: null, tries: 0 } as const,
  ];
  open(aRunningJob({ segments: { done: 1, total: 3, sound: "running", segments } }));

  const card = await part("Made in segments");
  expect(card.getByText("1 of 3 done")).toBeVisible();
  expect(card.getByRole("img", { name: "Of 3 segments 1 are done and 1 at work" })).toBeVisible();
  expect(card.getByTitle("Segment 2: waits for a worker")).toBeInTheDocument();
  expect(card.getAllByRole("listitem").map((item) => item.textContent)).toEqual([
    "Segment 1 on studio-2 · 412 of 600 frames · try 2",
    "Sound is being made",
  ]);
});

it("says nothing of segments where a film is made in one pass", async () => {
  open(aRunningJob());

  expect(await part("Timeline")).toBeDefined();
  expect(screen.queryByRole("region", { name: "Made in segments" })).toBeNull();
});

it("says what the job is going to cost, and what it has cost once that is known", async () => {
  open(aRunningJob({ estimate: aCost({ basis: "probe", amount: 71.2, compute: 71.2, cpu_seconds: 71.2 }) }));
  const running = await part("Cost");
  expect(running.getByText("Estimated").nextSibling).toHaveTextContent("1 min 11 s CPU");
  expect(running.getByText("by what is in the film")).toBeVisible();
  cleanup();

  const cost = aCost({ basis: "measured", unit: "USD", amount: 0.0069, compute: 0.0062, requests: 0.0007 });
  open(aJob({ estimate: aCost({ unit: "USD", amount: 0.0081 }), cost: { ...cost, gb_seconds: 153.8 } }));
  const done = await part("Cost");
  expect(done.getByText("Has cost").nextSibling).toHaveTextContent("$0.0069");
  expect(done.getByText("Computing").nextSibling).toHaveTextContent("$0.0062");
  expect(done.getByText("Memory").nextSibling).toHaveTextContent("153.8 GB-s");
  expect(done.getByText("Estimated").nextSibling).toHaveTextContent("$0.0081");
  expect(done.getByRole("link", { name: "Costs day by day" })).toHaveAttribute(
    "href",
    expect.stringMatching(/^\/settings\/?#costs$/),
  );
});

it("shows command and log when they are asked for", async () => {
  open(aJob());
  const ffmpeg = await part("ffmpeg");

  await userEvent.click(ffmpeg.getByRole("button", { name: "Show command and log" }));

  expect(await ffmpeg.findByText(/ffmpeg -i source\.mov proxy\.mp4/)).toBeVisible();
});

it("copies command and log, or says that the browser does not let it, and chooses them", async () => {
  const user = userEvent.setup();
  open(aJob());
  const ffmpeg = await part("ffmpeg");
  await user.click(ffmpeg.getByRole("button", { name: "Show command and log" }));
  const copy = await ffmpeg.findByRole("button", { name: "Copy all" });
  const text = ffmpeg.getByRole("region", { name: "Command and last lines of the log" }).textContent;

  await user.click(copy);
  expect(await ffmpeg.findByText("Copied.")).toBeVisible();
  expect(await navigator.clipboard.readText()).toBe(text);

  vi.spyOn(navigator, "clipboard", "get").mockReturnValue(undefined as never); // as over plain HTTP from another machine
  await user.click(copy);
  expect(await ffmpeg.findByText(/copy it with the keyboard/)).toBeVisible();
  expect(getSelection()?.toString()).toBe(text);
});

it("says of a partial proxy how much is missing and where, and never that it is done", async () => {
  const whole = aJob();
  const streams = [
    {
      track: null,
      seconds: 12,
      count: 2,
      ranges: [
        { start: 20, end: 30.5 },
        { start: 58.5, end: 60 },
      ],
    },
  ];
  const missing = { seconds: 12, of_seconds: 60, spoiled: true, open_end: false, streams };
  const proxy = whole.proxy && { ...whole.proxy, certificate: { ...whole.proxy.certificate, partial: true, missing } };
  open(aJob({ status: "partial", proxy, missing: { seconds: 12, of_seconds: 60 } }));

  const alert = await screen.findByRole("alert");
  expect(alert).toHaveTextContent("Partial: 12 s of 1 min are missing");
  expect(alert).toHaveTextContent("Picture: 20 to 30.5 s, 58.5 to 60 s");
  expect(screen.getByText("Partial")).toBeVisible();
  expect(screen.queryByText("Done")).toBeNull();
  expect(
    within(screen.getByRole("region", { name: "Downloads" })).getByRole("button", { name: /Proxy/ }),
  ).toBeEnabled();
});

it("says why a job failed and what to do, shows its log at once, and offers no outputs", async () => {
  const error = { code: "source_damaged", message: "The source is damaged.", hint: "Export the file again." };
  open(aJob({ status: "failed", error, remedies: ["convert"], proxy: null, expires_at: null, outputs: ["source"] }));

  const alert = await screen.findByRole("alert");
  expect(alert).toHaveTextContent("This film did not become a proxy");
  expect(alert).toHaveTextContent("The source is damaged.Export the file again.Code source_damaged");
  expect(await screen.findByText(/ffmpeg -i source\.mov/)).toBeVisible();
  expect(screen.getByRole("button", { name: "Convert again" })).toBeEnabled();
  expect(screen.queryByRole("button", { name: "Try again" })).toBeNull(); // it would find the same damage
  expect(screen.queryByRole("region", { name: "Certificate" })).toBeNull();
  expect(within(screen.getByRole("region", { name: "Downloads" })).getAllByRole("button")).toHaveLength(2);
});

it("says of a codec for editing that no browser plays it, and offers the download", async () => {
  const job = aJob();
  const proxy = job.proxy && {
    ...job.proxy,
    media: { ...job.proxy.media, video: { ...job.proxy.media.video, codec: "prores" } },
  };
  open({ ...job, proxy });

  expect(await screen.findByText(/^Browsers do not play ProRes\./)).toBeVisible();
  expect(document.querySelector("video")).toBeNull();
  expect((await part("Downloads")).getByRole("button", { name: /^Proxy/ })).toBeEnabled();
});

it("offers what the API lists, also under a name that the page has no word for", async () => {
  const outputs = ["proxy", "first_frame"] as unknown as Job["outputs"];
  open(aJob({ outputs }));

  const buttons = (await part("Downloads")).getAllByRole("button").map(({ textContent }) => textContent);
  expect(buttons.map((text) => text.replace(/\d.*/u, ""))).toEqual(["Proxy", "First frame", "Log"]);
});

it("says that the outputs are gone once retention has deleted them", async () => {
  open(aJob({ expires_at: null, outputs: ["source"] }));

  expect((await part("Downloads")).getByText("The proxy was deleted when its time was over.")).toBeVisible();
  expect(document.querySelector("video")).toBeNull();
});

it("shows the API's words for a job that there is not", async () => {
  open(null);

  const alert = await screen.findByRole("alert");
  expect(alert).toHaveTextContent("There is no job with this id.");
  expect(alert).toHaveTextContent("job_not_found");
});

it("says so when the address names no job", async () => {
  address.search = "";
  open(null);

  expect(await screen.findByRole("heading", { name: "This address names no job." })).toBeVisible();
});
