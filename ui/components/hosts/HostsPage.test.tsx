/** The page of hosts, as the API's answers draw it. */

import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import { Providers } from "@/app/providers";
import type { Clock, HostLoad } from "@/lib/api/hosts";
import { en } from "@/lib/strings/en";
import { HostsPage } from "./HostsPage";

const words = en.hosts;
const GIB = 1024 ** 3;
const NOW = Date.now();
const ago = (seconds: number) => new Date(NOW - seconds * 1000).toISOString();

function aHost(host: string, more: Partial<HostLoad> = {}): HostLoad {
  return {
    host,
    role: "worker",
    cpu_percent: 34,
    memory_percent: 50,
    memory_total: 16 * GIB,
    memory_available: 8 * GIB,
    disk_free: 120 * GIB,
    load_average: [1.5, 0.7, 0.25],
    jobs: [],
    cores: 16,
    ffmpeg: "9.0.2",
    encoders: ["aac", "libx264"],
    draining: false,
    sandbox: "landlock",
    refusing: null,
    seen_at: ago(1),
    ...more,
  };
}

const sample = (seconds: number, cpu_percent: number) => ({
  at: ago(seconds),
  cpu_percent,
  memory_percent: 50,
  disk_free: 120 * GIB,
  load_average: 1,
  jobs: 0,
});

interface Scene {
  live?: HostLoad[];
  histories?: { load: HostLoad; silent: boolean; samples: ReturnType<typeof sample>[] }[];
  clock?: Clock | null;
}

/** Show the page over these answers. */
function open({ live = [], histories = [], clock = null }: Scene) {
  const answers: Record<string, unknown> = {
    "/api/system_load/": { cpu_percent: null, memory_percent: null, hosts: live },
    "/api/system_load/history/": { span_seconds: 900, every_seconds: 15, hosts: histories },
    "/api/health/": { status: "ok", dependencies: {}, sandboxes: {}, clock, error: null },
  };
  vi.stubGlobal("fetch", (path: string) => Promise.resolve(Response.json(answers[path])));
  render(
    <Providers>
      <HostsPage />
    </Providers>,
  );
}

afterEach(() => vi.unstubAllGlobals());

const host = (name: string) => screen.findByRole("article", { name });

it("shows each measure of a live host, and links the jobs it runs", async () => {
  const job = "7d5c1f0e6d534e0b9f0c0a6b1f3f7d11";
  open({ live: [aHost("studio-1", { jobs: [job] })] });

  const card = within(await host("studio-1"));

  expect(card.getByText(words.reporting)).toBeVisible();
  for (const said of ["34 %", "50 %", "120 GiB", "1.5", "8 GiB free of 16 GiB"])
    expect(card.getByText(said)).toBeVisible();
  expect(card.getByText(/reads only its film, writes only its work folder and reaches one port/)).toBeVisible();
  expect(new URL(card.getByRole<HTMLAnchorElement>("link", { name: "Job 7d5c1f0e" }).href).search).toBe(`?id=${job}`);
});

it("tells what a chart shows to those who do not see it", async () => {
  const load = aHost("studio-1");
  open({ live: [load], histories: [{ load, silent: false, samples: [sample(60, 5), sample(45, 90)] }] });

  expect(await screen.findByRole("img", { name: /CPU of studio-1: 34 %, between 5 % and 90 %/ })).toBeVisible();
});

it("has the same in numbers, minute by minute, once they are asked for", async () => {
  const load = aHost("studio-1");
  open({ live: [load], histories: [{ load, silent: false, samples: [sample(200, 5), sample(100, 90)] }] });
  await host("studio-1");

  await userEvent.click(await screen.findByText(words.table));

  const rows = await screen.findAllByRole("row");
  expect(rows.length).toBeGreaterThanOrEqual(3);
  expect(screen.getByRole("cell", { name: "90 %" })).toBeInTheDocument();
});

it("says why a host takes no more jobs", async () => {
  open({ live: [aHost("studio-1", { refusing: "It runs 2 jobs; max_concurrent_jobs is 2." })] });

  const card = within(await host("studio-1"));

  expect(card.getByText(words.refusing)).toBeVisible();
  expect(card.getByText(/max_concurrent_jobs is 2/)).toBeVisible();
});

it("says what a host can do, and that it is draining", async () => {
  open({ live: [aHost("studio-1", { draining: true, refusing: "It was told to stop." })] });

  const card = within(await host("studio-1"));

  expect(card.getByText(/16 processors · ffmpeg 9\.0\.2 · encodes with aac, libx264/)).toBeVisible();
  expect(card.getByText(words.draining)).toBeVisible();
});

it("marks a host that went silent, after the live ones, with the last it said", async () => {
  const lost = aHost("lost", { seen_at: ago(120) });
  open({ live: [aHost("studio-1")], histories: [{ load: lost, silent: true, samples: [sample(150, 80)] }] });

  const card = within(await host("lost"));

  expect(card.getByText(words.silent)).toBeVisible();
  expect(card.getByText(/No word since/)).toBeVisible();
  expect(screen.getAllByRole("article").map((each) => within(each).getByRole("heading").textContent)).toEqual([
    "studio-1",
    "lost",
  ]);
});

it("says what to do where no worker has reported", async () => {
  open({});

  expect(await screen.findByText(words.none)).toBeVisible();
  expect(screen.getByText(/vts worker/)).toBeVisible();
});

it("shows a failed request in full", async () => {
  const error = { code: "table_unavailable", message: "The job table is away.", hint: "Wait." };
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json({ error }, { status: 503 })));
  render(
    <Providers>
      <HostsPage />
    </Providers>,
  );

  expect((await screen.findAllByText("table_unavailable")).length).toBeGreaterThan(0);
  expect(screen.getAllByText("The job table is away.").length).toBeGreaterThan(0);
});

it("tells what the clock did last, and when it is late", async () => {
  const worked = { ended_at: ago(3 * 3600), seconds: 0.2, done: { outputs_deleted: 2, lost_event: 1 } };
  open({ clock: { last: { ended_at: ago(20 * 60), seconds: 0.1, done: {} }, worked, late: true } });

  const note = await screen.findByRole("region", { name: words.cleanup });

  expect(note).toHaveTextContent(/Last turn 20 min/);
  expect(note).toHaveTextContent(/3 hr. ago: proxies deleted: 2, lost events made good: 1/);
  expect(within(note).getByRole("status")).toHaveTextContent(words.late);
});
