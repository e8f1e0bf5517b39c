/** The list of jobs, as the API's answers draw it and as the reader's hands change it. */

import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Providers } from "@/app/providers";
import { Shell } from "@/components/shell/Shell";
import type { JobLine, UnreadableJob } from "@/lib/api/jobs";
import { aLine } from "@/lib/jobs/sample";
import { Jobs } from "./Jobs";

const went = vi.hoisted(() => ({ push: vi.fn(), search: "" }));
vi.mock("next/navigation", async (original) => ({
  ...(await original<object>()),
  usePathname: () => "/",
  useRouter: () => ({ push: went.push }),
  useSearchParams: () => new URLSearchParams(went.search),
}));

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

const PROFILES = [
  { name: "web-720p", title: "Web 720p", description: "Plays everywhere.", resolution: "720p", quality: "medium" },
  { name: "edit-dnxhr", title: "Edit, DNxHR", description: "To cut with.", resolution: "1080p", quality: null },
].map((each) => ({ ...each, qualities: each.quality ? ["low", "medium", "high"] : [], is_default: each.quality }));

/** Show the list over these jobs; what was sent to the API other than to read it. `refuse` answers for a job's own calls. */
function open(
  jobs: readonly JobLine[],
  refuse?: (id: string) => Response | null,
  unreadable: readonly UnreadableJob[] = [],
): Sent[] {
  const sent: Sent[] = [];
  vi.stubGlobal("fetch", (path: string, { method = "GET", body }: RequestInit = {}) => {
    if (method !== "GET") sent.push({ method, path, body: typeof body === "string" ? JSON.parse(body) : null });
    if (path.startsWith("/api/profiles/")) return Promise.resolve(Response.json({ profiles: PROFILES }));
    if (method === "GET") return Promise.resolve(Response.json({ jobs, next_cursor: null, unreadable }));
    const refusal = refuse?.(/[0-9a-f]{32}/.exec(path)?.[0] ?? "");
    if (refusal) return Promise.resolve(refusal);
    return Promise.resolve(method === "DELETE" ? new Response(null, { status: 204 }) : Response.json(jobs[0]));
  });
  render(
    <Providers>
      <Shell>
        <Jobs />
      </Shell>
    </Providers>,
  );
  return sent;
}

const row = async (name: string) => (await screen.findByRole("link", { name })).closest<HTMLElement>("[role=row]");
const inRow = async (name: string) => within((await row(name)) ?? document.body);
const chosen = () =>
  screen.queryAllByRole("row", { selected: true }).map((each) => within(each).getByRole("link").textContent);

beforeEach(() => {
  went.search = "";
  vi.stubGlobal("matchMedia", () => ({ matches: true, addEventListener: vi.fn(), removeEventListener: vi.fn() }));
});
afterEach(() => vi.unstubAllGlobals());

describe("the list", () => {
  it("goes on behind pages of which no job can be read, and does not say that there is none", async () => {
    const unreadable = (page: number) =>
      Array.from({ length: 100 }, (_, at) => ({
        job_id: (900 - 100 * page - at).toString(16).padStart(32, "0"),
        created_at: aLine(900 - 100 * page - at).created_at,
        filename: null,
        reason: "status: is none",
      }));
    const answers = new Map([
      [null, { jobs: [], next_cursor: "one", unreadable: unreadable(1) }],
      ["one", { jobs: [], next_cursor: "two", unreadable: unreadable(2) }],
      ["two", { jobs: [aLine(1)], next_cursor: null, unreadable: [] }],
    ]);
    vi.stubGlobal("fetch", (path: string) =>
      Promise.resolve(Response.json(answers.get(new URL(path, location.href).searchParams.get("cursor")))),
    );
    render(
      <Providers>
        <Shell>
          <Jobs />
        </Shell>
      </Providers>,
    );

    expect(await screen.findByRole("link", { name: "film 1.mov" })).toBeVisible();
    expect(screen.getByText("200 jobs cannot be read")).toBeVisible();
    expect(screen.getAllByText("status: is none")).toHaveLength(5);
    expect(screen.getByRole("button", { name: "Show all 200" })).toBeVisible();
  });
});

describe("a row", () => {
  it("names the jobs that cannot be read above the others, and lets them be deleted", async () => {
    const id = "f".repeat(32);
    const broken = [{ job_id: id, filename: null, created_at: null, reason: "status: is none" }];
    const sent = open([aLine(1)], undefined, broken);

    expect(await screen.findByText("One job cannot be read")).toBeVisible();
    expect(screen.getByText(id)).toBeVisible();
    expect(await screen.findByRole("link", { name: "film 1.mov" })).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: `Delete ${id}` }));
    await userEvent.click(await screen.findByRole("button", { name: "Delete" }));

    await waitFor(() => {
      expect(sent).toContainEqual({ method: "DELETE", path: `/api/jobs/${id}/`, body: null });
    });
  });

  it("says in words how the job stands and how far it is", async () => {
    const running = {
      status: "running",
      phase: "encoding",
      progress: 0.42,
      eta_seconds: 11,
      finished_at: null,
    } as const;
    open([
      aLine(4, { ...running, filename: "running.mov", attempt: 2 }),
      aLine(3, { filename: "done.mov", size: 100 * 1024, proxy_size: 25 * 1024 }),
      aLine(2, { filename: "text.mov", status: "rejected", error: { code: "x", message: "It is text.", hint: "" } }),
      aLine(1, { filename: "queued.mov", status: "queued", attempt: 0, started_at: null, finished_at: null }),
    ]);

    expect((await inRow("running.mov")).getByText("Encoding")).toBeVisible();
    expect((await inRow("running.mov")).getByText("42 % · 11 s left · try 2")).toBeVisible();
    expect((await inRow("running.mov")).getByRole("progressbar")).toHaveAttribute("aria-valuenow", "42");
    expect((await inRow("done.mov")).getByText("25 KiB proxy, 25 %")).toBeVisible();
    expect((await inRow("text.mov")).getByText("It is text.")).toBeVisible();
    expect((await inRow("queued.mov")).getByText("Queued")).toBeVisible();
  });

  it("offers what can help, and nothing else", async () => {
    open([
      aLine(3, { filename: "text.mov", status: "rejected", remedies: [] }),
      aLine(2, { filename: "failed.mov", status: "failed", remedies: ["retry", "convert"] }),
      aLine(1, { filename: "done.mov" }),
    ]);

    const offers = async (name: string) => (await inRow(name)).getAllByRole("button").map((each) => each.title);

    expect(await offers("failed.mov")).toEqual(["Try again", "Convert again", "Delete"]);
    expect(await offers("done.mov")).toEqual(["Convert again", "Delete"]);
    expect(await offers("text.mov")).toEqual(["Delete"]);
  });
});

describe("an empty list", () => {
  it("invites to drop a film", async () => {
    open([]);
    expect(await screen.findByRole("heading", { name: "Drop a film anywhere on this page" })).toBeVisible();
  });

  it("says that nothing matches, and leads back to all", async () => {
    went.search = "q=nothing&state=failed";
    window.history.replaceState(null, "", `/?${went.search}`);
    open([]);

    await userEvent.click(await screen.findByRole("button", { name: "Show all jobs" }));

    expect(window.location.search).toBe("");
  });
});

it("searches once the reader stops typing, and remembers it in the address", async () => {
  open([aLine(1)]);

  await userEvent.type(await screen.findByRole("searchbox"), "Zoë & Co");

  await waitFor(() => expect(new URLSearchParams(window.location.search).get("q")).toBe("Zoë & Co"));
  window.history.replaceState(null, "", "/");
});

describe("the keyboard", () => {
  const three = [3, 2, 1].map((number) => aLine(number, { filename: `${number}.mov` }));

  it("moves, chooses, chooses on with Shift, and lets go", async () => {
    open(three);
    (await screen.findByRole("grid")).focus();

    await userEvent.keyboard(" ");
    expect(chosen()).toEqual(["3.mov"]);
    await userEvent.keyboard("{Shift>}{ArrowDown}{ArrowDown}{/Shift}");
    expect(chosen()).toEqual(["3.mov", "2.mov", "1.mov"]);
    await userEvent.keyboard("{Escape}");
    expect(chosen()).toEqual([]);
    await userEvent.keyboard("{Control>}a{/Control}");
    expect(chosen()).toHaveLength(3);
  });

  it("opens the job it is on", async () => {
    open(three);
    (await screen.findByRole("grid")).focus();

    await userEvent.keyboard("{End}{Enter}");

    expect(went.push).toHaveBeenLastCalledWith(`/job/?id=${aLine(1).job_id}`);
  });

  it("asks before it deletes, and deletes what is chosen", async () => {
    const sent = open(three);
    (await screen.findByRole("grid")).focus();
    await userEvent.keyboard(" {ArrowDown} {Delete}");
    const dialog = await screen.findByRole("alertdialog", { name: "Delete 2 films?" });
    expect(sent).toEqual([]);

    await userEvent.click(within(dialog).getByRole("button", { name: "Delete" }));

    await waitFor(() => expect(screen.queryByRole("alertdialog")).toBeNull());
    expect(sent.map(({ method, path }) => `${method} ${path}`)).toEqual(
      [3, 2].map((number) => `DELETE /api/jobs/${aLine(number).job_id}/`),
    );
  });
});

describe("several at once", () => {
  it("are chosen from one to another with Shift and the mouse", async () => {
    open([4, 3, 2, 1].map((number) => aLine(number, { filename: `${number}.mov` })));
    const user = userEvent.setup();

    await user.click(await screen.findByRole("checkbox", { name: "Choose 4.mov" }));
    await user.keyboard("{Shift>}");
    await user.click(screen.getByRole("checkbox", { name: "Choose 2.mov" }));
    await user.keyboard("{/Shift}");

    expect(chosen()).toEqual(["4.mov", "3.mov", "2.mov"]);
    expect(screen.getByText("3 films chosen")).toBeVisible();
  });

  it("are cancelled where they can be, and those that the API refuses are named with its words", async () => {
    const refusal = { code: "not_in_this_state", message: "The job cannot. It is done.", hint: "Look at its state." };
    const jobs = [
      aLine(3, { filename: "a.mov", status: "running" }),
      aLine(2, { filename: "b.mov", status: "queued" }),
      aLine(1, { filename: "c.mov" }),
    ];
    const sent = open(jobs, (id) =>
      id === aLine(2).job_id ? Response.json({ error: refusal }, { status: 409 }) : null,
    );
    await userEvent.click(await screen.findByRole("checkbox", { name: "Choose all that are loaded" }));

    await userEvent.click(screen.getByRole("button", { name: "Cancel (2)" }));

    expect(await screen.findByText("1 film cancelled")).toBeVisible();
    expect(await screen.findByText("1 film left as it was: b.mov")).toBeVisible();
    expect(screen.getByText(/It is done\. Look at its state\. \(not_in_this_state\)/)).toBeVisible();
    expect(sent).toHaveLength(2);
  });

  it("are cancelled first when they are to be deleted and have not ended", async () => {
    const sent = open([aLine(1, { filename: "a.mov", status: "running" })]);
    await userEvent.click((await inRow("a.mov")).getByRole("button", { name: "Delete a.mov" }));
    const dialog = await screen.findByRole("alertdialog");
    expect(within(dialog).getByText("1 film not finished: cancelled first.")).toBeVisible();

    await userEvent.click(within(dialog).getByRole("button", { name: "Delete" }));

    await waitFor(() => expect(sent.map(({ method }) => method)).toEqual(["POST", "DELETE"]));
  });
});

it("converts again with what the profile lets one choose", async () => {
  const sent = open([aLine(1, { filename: "a.mov" })]);
  await userEvent.click((await inRow("a.mov")).getByRole("button", { name: "Convert a.mov again" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Convert a.mov again" }));

  await userEvent.selectOptions(await dialog.findByLabelText("Profile"), "Edit, DNxHR");
  expect(dialog.getByLabelText("Quality")).toBeDisabled();
  expect(dialog.getByText("To cut with.")).toBeVisible();
  await userEvent.selectOptions(dialog.getByLabelText("Resolution"), "720p");
  await userEvent.click(dialog.getByLabelText("Take what can be read of a damaged film"));
  await userEvent.click(dialog.getByText("For special films"));
  await userEvent.type(dialog.getByLabelText("Programme number"), "2");
  await userEvent.click(dialog.getByRole("button", { name: "Convert" }));

  await waitFor(() => expect(sent).toHaveLength(1));
  const options = { resolution: "720p", accept_damage: true, programme: 2 };
  expect(sent[0]).toMatchObject({
    path: "/api/convert/",
    body: { job_id: aLine(1).job_id, profile: "edit-dnxhr", options },
  });
});
