/** What the page tells of jobs that end while it is looked at. */

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, render, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { Providers } from "@/app/providers";
import { Toasts } from "@/components/shell/Toasts";
import { toaster } from "@/components/shell/toaster";
import { JOB } from "@/lib/api/jobLists";
import type { JobLine, Status } from "@/lib/api/jobs";
import { aLine } from "@/lib/jobs/sample";
import { News } from "./News";

vi.mock("next/navigation", async (original) => ({
  ...(await original<object>()),
  useRouter: () => ({ push: vi.fn() }),
}));

const ERROR = { code: "source_damaged", message: "The source is damaged.", hint: "Export the file again." };

/** Show the messages; give a way to have the API answer with these jobs. */
function open(): (jobs: readonly JobLine[]) => void {
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json({ jobs: [], next_cursor: null })));
  const client = new QueryClient();
  render(
    <Providers>
      <QueryClientProvider client={client}>
        <Toasts />
        <News />
      </QueryClientProvider>
    </Providers>,
  );
  return (jobs) => {
    act(() => {
      for (const job of jobs) client.setQueryData([...JOB, job.job_id], job);
    });
  };
}

const films = (status: Status, count: number, more: Partial<JobLine> = {}): JobLine[] =>
  Array.from({ length: count }, (_, at) => aLine(at, { filename: `${at}.mov`, status, ...more }));

afterEach(() => {
  act(() => toaster.remove());
  vi.unstubAllGlobals();
});

it("tells of a film that is done, by its name", async () => {
  const answer = open();

  answer(films("running", 1));
  answer(films("done", 1));

  expect(await screen.findByText("0.mov is done")).toBeVisible();
});

it("tells what a partial proxy lacks, and not that the film is done", async () => {
  const answer = open();

  answer(films("running", 1));
  answer(films("partial", 1, { missing: { seconds: 12, of_seconds: 60 } }));

  expect(await screen.findByText("0.mov is partial: 12 s of 1 min are missing")).toBeVisible();
  expect(screen.queryByText("0.mov is done")).not.toBeInTheDocument();
});

it("tells why a film failed, and what to do", async () => {
  const answer = open();

  answer(films("queued", 1));
  answer(films("failed", 1, { error: ERROR }));

  expect(await screen.findByText("0.mov failed")).toBeVisible();
  expect(screen.getByText("The source is damaged. Export the file again.")).toBeVisible();
});

it("is silent about what was over when it was first seen, and about what the reader cancelled", () => {
  const answer = open();

  answer(films("done", 1));
  answer([aLine(7, { status: "running" })]);
  answer([aLine(7, { status: "cancelled" })]);

  expect(screen.queryByText(/is done|failed/)).toBeNull();
});
