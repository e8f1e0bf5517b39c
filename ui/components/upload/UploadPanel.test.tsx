/** The panel of uploads, over a server and a bucket that do as they are told. Real ones: e2e/upload.spec.ts. */

import { act, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Providers } from "@/app/providers";
import { Lanes } from "@/lib/upload/lanes";
import { Uploads } from "@/lib/upload/queue";
import { Receipts } from "@/lib/upload/receipts";
import { refusalOf } from "@/lib/upload/refusal";
import { aFilm, aMemory, SampleServer } from "@/lib/upload/sample";
import { Trouble } from "@/lib/upload/trouble";
import { UploadPanel } from "./UploadPanel";

const made = vi.hoisted((): { uploads: unknown } => ({ uploads: null }));
vi.mock("@/lib/upload/open", () => ({ openUploads: () => made.uploads }));
vi.mock("@/lib/upload/refusal", () => ({ refusalOf: vi.fn() }));

const PROFILES = [
  { name: "web-720p", title: "Web 720p", qualities: ["low", "medium", "high"], is_default: true },
  { name: "edit-dnxhr", title: "Edit, DNxHR", qualities: [], is_default: false },
  { name: "edit-alpha", title: "Edit, with transparency", qualities: [], is_default: false, keeps_alpha: true },
];
const LIMITS = { max_upload_bytes: 1024 ** 3, max_duration_seconds: 3600 };

let server: SampleServer;

beforeEach(() => {
  server = new SampleServer();
  vi.mocked(refusalOf).mockResolvedValue(null);
  vi.spyOn(Math, "random").mockReturnValue(0);
  vi.stubGlobal("fetch", (path: string) =>
    Promise.resolve(Response.json(path.startsWith("/api/profiles/") ? { profiles: PROFILES } : LIMITS)),
  );
  made.uploads = new Uploads(
    { api: server, put: server.put, lanes: new Lanes(2), receipts: new Receipts(aMemory()) },
    {
      limits: () => Promise.resolve(LIMITS),
      elsewhere: () => Promise.resolve(new Set<string>()),
      arrived: () => undefined,
    },
  );
});

afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

async function shown(): Promise<void> {
  render(
    <Providers>
      <UploadPanel />
    </Providers>,
  );
  await screen.findByText("A film may have 1 GiB and last 1 h.");
}

const choose = (...names: string[]) =>
  userEvent.upload(
    screen.getByTestId("choose-files"),
    names.map((name) => aFilm(10, name).file),
  );
const row = async (name: string) => (await screen.findByText(name)).closest("li") ?? document.body;

describe("films that are chosen", () => {
  test("are sent, and lead to their jobs; what is done can be cleared away", async () => {
    await shown();
    await choose("one.mov", "two.mov");

    await waitFor(async () => expect(await row("one.mov")).toHaveTextContent("Uploaded · 10 B"));
    const [id = ""] = server.uploads.keys();
    const link = within(await row("one.mov")).getByRole("link", { name: "Show the job of one.mov" });
    expect(link).toHaveAttribute("href", expect.stringContaining(id));
    expect(await screen.findByText("2 films uploaded")).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: "Clear the finished" }));
    await waitFor(() => expect(screen.queryByText("one.mov")).toBeNull());
  });

  test("are made into what was chosen for them", async () => {
    await shown();
    await userEvent.selectOptions(screen.getByLabelText("Quality"), "high");
    await userEvent.selectOptions(screen.getByLabelText("Resolution"), "360p");
    await choose("one.mov");
    await waitFor(() => expect(server.wishes).toEqual([{ profile: null, options: { quality: "high", resolution: "360p" } }])); // prettier-ignore

    await userEvent.selectOptions(screen.getByLabelText("Profile"), "edit-dnxhr");
    expect(screen.queryByLabelText("Quality")).toBeNull(); // its codec fixes that
    await choose("two.mov");
    await waitFor(() => expect(server.wishes[1]).toEqual({ profile: "edit-dnxhr", options: {} }));
  });

  test("may be of the special kind, whose options are folded away", async () => {
    await shown();
    expect(screen.getByText("For special films").closest("details")).not.toHaveAttribute("open");
    await userEvent.click(screen.getByText("For special films"));
    await userEvent.type(screen.getByLabelText("Programme number"), "1010");
    await userEvent.type(screen.getByLabelText("Pictures a second"), "29,97");
    fireEvent.change(screen.getByLabelText("Colour behind transparent parts"), { target: { value: "#00ff00" } });
    await choose("one.mov");

    const options = { programme: 1010, rate: "29.97", background: "#00ff00" };
    await waitFor(() => expect(server.wishes).toEqual([{ profile: null, options }]));
    await userEvent.click(screen.getByRole("button", { name: "Back to the profile’s own" }));
    await choose("two.mov");
    await waitFor(() => expect(server.wishes[1]?.options).toMatchObject({ rate: "29.97", background: null }));
  });

  test("are not sent with what cannot be understood, and that is said", async () => {
    await shown();
    await userEvent.click(screen.getByText("For special films"));
    await userEvent.type(screen.getByLabelText("Pictures a second"), "25 fps");
    await userEvent.type(screen.getByLabelText("Programme number"), "70000");

    expect(screen.getByText("Not used: give it as 25, 29.97 or 30000/1001.")).toBeVisible();
    expect(screen.getByText("Not used: this is no number from 1 to 65535.")).toBeVisible();
    await choose("one.mov");
    await waitFor(() => expect(server.wishes[0]?.options).toEqual({ rate: null, programme: null }));
  });

  test("are asked for no colour behind them where the profile keeps their transparency", async () => {
    await shown();
    await userEvent.selectOptions(screen.getByLabelText("Profile"), "edit-alpha");
    await userEvent.click(screen.getByText("For special films"));
    expect(screen.queryByLabelText("Colour behind transparent parts")).toBeNull();
  });

  test("and what came of them are told to screen readers", async () => {
    await shown();
    await choose("one.mov");
    await waitFor(() => expect(screen.getAllByRole("status").map((each) => each.textContent)).toContain("one.mov is uploaded.")); // prettier-ignore
  });
});

describe("what is in the way", () => {
  test("is said with sentence, hint, code and the storage's own words; tried again, it goes on", async () => {
    server.meets = (number) => (number === 3 ? new Trouble("quota_full", "400 QuotaExceeded") : null);
    await shown();
    await choose("one.mov");

    await waitFor(async () => expect(await row("one.mov")).toHaveTextContent("Stopped · 8 B of 10 B"));
    for (const words of ["The bucket’s quota is used up.", "Raise the quota", "quota_full", "400 QuotaExceeded"]) {
      expect(await row("one.mov")).toHaveTextContent(words);
    }
    server.meets = () => null;
    await userEvent.click(screen.getByRole("button", { name: "Try one.mov again" }));
    await waitFor(async () => expect(await row("one.mov")).toHaveTextContent("Uploaded"));
  });

  test("is said of a file that is not taken, with the figures", async () => {
    vi.mocked(refusalOf).mockResolvedValueOnce({ code: "too_long", duration: 7200, limit: 3600 });
    await shown();
    await choose("one.mov");

    await waitFor(async () => expect(await row("one.mov")).toHaveTextContent("Not taken"));
    expect(await row("one.mov")).toHaveTextContent("The film lasts 2 h; this installation takes 1 h.");
    expect(await row("one.mov")).toHaveTextContent("too_long");
    expect(server.log).toEqual([]);
  });

  test("is said in German, too", async () => {
    localStorage.setItem("vts.language", "de");
    vi.mocked(refusalOf).mockResolvedValueOnce({ code: "archive_file" });
    render(
      <Providers>
        <UploadPanel />
      </Providers>,
    );
    await screen.findByText("Ein Film darf 1 GiB haben und 1 h dauern.");
    await choose("one.mov");

    await waitFor(async () => expect(await row("one.mov")).toHaveTextContent("Die Datei ist ein Archiv, kein Video."));
  });
});

describe("while bytes are on their way", () => {
  let go: () => void;
  beforeEach(async () => {
    const held = new Promise<void>((resolve) => (go = resolve));
    server.holds = () => held;
    await shown();
    await choose("one.mov");
    await waitFor(async () => expect(await row("one.mov")).toHaveTextContent("Uploading"));
  });

  const leaves = () => !fireEvent(window, new Event("beforeunload", { cancelable: true }));

  test("leaving asks first; afterwards it does not", async () => {
    expect(leaves()).toBe(true);
    act(() => go());
    await waitFor(async () => expect(await row("one.mov")).toHaveTextContent("Uploaded"));
    expect(leaves()).toBe(false);
  });

  test("an upload can be paused and gone on with", async () => {
    screen.getByRole("button", { name: "Pause one.mov" }).focus();
    await userEvent.keyboard("{Enter}");
    await waitFor(async () => expect(await row("one.mov")).toHaveTextContent("Paused"));
    act(() => go());
    expect(screen.getByRole("button", { name: "Go on with one.mov" }), "the keyboard stays where it was").toHaveFocus();
    await userEvent.keyboard("{Enter}");
    await waitFor(async () => expect(await row("one.mov")).toHaveTextContent("Uploaded"));
  });

  test("all of them can be paused and gone on with", async () => {
    await userEvent.click(screen.getByRole("button", { name: "Pause all" }));
    await waitFor(async () => expect(await row("one.mov")).toHaveTextContent("Paused"));
    act(() => go());
    await userEvent.click(screen.getByRole("button", { name: "Go on with all" }));
    await waitFor(async () => expect(await row("one.mov")).toHaveTextContent("Uploaded"));
  });

  test("an upload can be cancelled", async () => {
    await userEvent.click(screen.getByRole("button", { name: "Cancel one.mov" }));
    await waitFor(() => expect(screen.queryByText("one.mov")).toBeNull());
    await waitFor(() => expect(server.log).toContain("abort"));
  });
});

test("files are taken anywhere on the page, and dragged text is not", async () => {
  await shown();
  const { file } = aFilm(10, "dropped.mov");
  const dataTransfer = {
    types: ["Files"],
    items: [{ kind: "file", getAsFile: () => file, webkitGetAsEntry: () => null }],
  };

  fireEvent.dragOver(document.body, { dataTransfer: { types: ["text/plain"], items: [] } });
  expect(screen.queryByText("Let go to upload")).toBeNull();
  fireEvent.dragOver(document.body, { dataTransfer });
  expect(screen.getByText("Let go to upload")).toBeVisible();
  fireEvent.drop(document.body, { dataTransfer });

  expect(screen.queryByText("Let go to upload")).toBeNull();
  await waitFor(async () => expect(await row("dropped.mov")).toHaveTextContent("Uploaded"));
});
