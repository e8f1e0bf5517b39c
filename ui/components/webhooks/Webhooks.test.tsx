/** The webhooks as the API's answers draw them, and what the reader's hands send. */

import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Providers } from "@/app/providers";
import { Toasts } from "@/components/shell/Toasts";
import type { Delivery, Webhook } from "@/lib/api/webhooks";
import { aDelivery, aTry, aWebhook, SECRET, told } from "@/lib/webhooks/sample";
import { Webhooks } from "./Webhooks";

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

/** The API: what there is, what was sent to change it, and how that is answered where a test says so. */
const api = {
  webhooks: [] as Webhook[],
  deliveries: [] as Delivery[],
  sent: [] as Sent[],
  asked: [] as string[],
  answer: nothingSpecial,
};

function nothingSpecial(sent: Sent): Response | undefined {
  return sent.method === "DELETE" ? new Response(null, { status: 204 }) : undefined;
}

function fetched(path: string, { method = "GET", body }: RequestInit = {}): Promise<Response> {
  if (method === "GET") {
    api.asked.push(path);
    return Promise.resolve(read(new URL(path, "http://page")));
  }
  const sent: Sent = {
    method,
    path: path.slice("/api".length),
    body: typeof body === "string" ? (JSON.parse(body) as unknown) : null,
  };
  api.sent.push(sent);
  return Promise.resolve(api.answer(sent) ?? Response.json({ ...aWebhook(), secret: SECRET }));
}

function read({ pathname, searchParams }: URL): Response {
  if (pathname === "/api/webhooks/") return Response.json({ webhooks: api.webhooks });
  const one = /^\/api\/deliveries\/([0-9a-f]{32})\/$/.exec(pathname)?.[1];
  const found = api.deliveries.find(({ delivery_id }) => delivery_id === one);
  if (found) return Response.json(told(found, found.tries_made === 0 ? [] : [aTry({ error: found.error })]));
  if (searchParams.get("cursor") === "older") return Response.json({ deliveries: [], next_cursor: null });
  return Response.json({ deliveries: api.deliveries, next_cursor: api.deliveries.length > 1 ? "older" : null });
}

function refusal(error: Record<string, unknown>, status: number): Response {
  return Response.json({ error: { message: "Not so.", hint: "Mend it.", ...error } }, { status });
}

function open() {
  render(
    <Providers>
      <Webhooks />
      <Toasts />
    </Providers>,
  );
  return userEvent.setup();
}

const URL_ = aWebhook().url;
const card = async (url = URL_) => within(await screen.findByRole("article", { name: url }));
const button = (name: string) => screen.findByRole("button", { name });
const log = async () => within(await screen.findByRole("region", { name: "What was told" }));

beforeEach(() => {
  Object.assign(api, { webhooks: [], deliveries: [], sent: [], asked: [], answer: nothingSpecial });
  vi.stubGlobal("fetch", fetched);
});
afterEach(() => vi.unstubAllGlobals());

describe("the list", () => {
  it("says that nobody is told, and of each webhook what it is told of and how it fares", async () => {
    const since = new Date(Date.now() - 180_000).toISOString();
    const trouble = { since, failures: 3, reason: "It answered 500.", until: "2026-11-23T10:00:30Z" };
    api.webhooks = [
      aWebhook({ description: "Chat." }),
      aWebhook({ webhook_id: "b".repeat(16), url: "https://dead.example.org/", trouble }),
      aWebhook({ webhook_id: "c".repeat(16), url: "https://off.example.org/", enabled: false }),
    ];
    open();

    const well = await card();
    expect(well.getByText("No trouble")).toBeVisible();
    expect(well.getByText("Done, Failed")).toBeVisible();
    expect(well.getByText("Chat.")).toBeVisible();
    const dead = await card("https://dead.example.org/");
    expect(dead.getByText("Left alone for a while")).toBeVisible();
    expect(dead.getByText(/^3 tries in a row failed, the first 3 min\. ago\. It answered 500\. It is/)).toBeVisible();
    expect((await card("https://off.example.org/")).getByText("Switched off")).toBeVisible();
  });

  it("says what kept it from being read", async () => {
    vi.stubGlobal("fetch", () => Promise.resolve(refusal({ code: "table_unavailable" }, 503)));
    open();

    expect(await screen.findByText("table_unavailable")).toBeVisible();
  });
});

describe("adding one", () => {
  it("says what is missing, at its input, and sends nothing", async () => {
    const user = open();
    await user.click(await button("Add a webhook"));

    const address = await screen.findByRole("textbox", { name: "Address" });
    expect(address).toHaveFocus();
    await user.click(await button("Add"));
    expect(address).toHaveAccessibleErrorMessage(/An address is needed here\./);
    expect(address).toBeInvalid();

    await user.type(address, URL_);
    for (const state of ["Done", "Partial", "Failed", "Rejected", "Cancelled", "Expired"])
      await user.click(screen.getByRole("checkbox", { name: state }));
    await user.click(await button("Add"));
    expect(screen.getByRole("group", { name: "Told of the states" })).toHaveAccessibleDescription(/At least one/);
    expect(api.sent).toEqual([]);
  });

  it("shows what the API refuses at its input, and in full", async () => {
    api.answer = () => refusal({ code: "invalid_request", fields: { url: "must be https" } }, 422);
    const user = open();
    await user.click(await button("Add a webhook"));
    await user.type(await screen.findByRole("textbox", { name: "Address" }), "http://10.0.0.1/{Enter}");

    const alert = within(await screen.findByRole("alert"));
    expect(alert.getByText("The webhook was not added.")).toBeVisible();
    expect(alert.getByText("invalid_request")).toBeVisible();
    expect(alert.getByText("Mend it.")).toBeVisible();
    const address = screen.getByRole("textbox", { name: "Address" });
    await waitFor(() => expect(address).toHaveAccessibleErrorMessage(/must be https/));

    await user.type(address, "x");
    expect(screen.queryByRole("alert")).not.toBeInTheDocument();
  });

  it("shows the secret once, with the focus on it, to be copied", async () => {
    const user = open();
    await user.click(await button("Add a webhook"));
    await user.type(await screen.findByRole("textbox", { name: "Address" }), ` ${URL_} `);
    await user.click(screen.getByRole("checkbox", { name: "Queued" }));
    api.webhooks = [aWebhook()];
    await user.click(await button("Add"));

    const note = await screen.findByRole("group", { name: "The secret, which is shown this once" });
    expect(note).toHaveFocus();
    expect(api.sent).toEqual([
      {
        method: "POST",
        path: "/webhooks/",
        body: {
          url: URL_,
          description: "",
          states: ["queued", "done", "partial", "failed", "rejected", "cancelled", "expired"],
        },
      },
    ]);
    expect(within(note).getByRole("textbox", { name: "Secret" })).toHaveValue(SECRET);
    await user.click(within(note).getByRole("button", { name: "Copy" }));
    expect(await within(note).findByText("Copied.")).toBeVisible();
    expect(await navigator.clipboard.readText()).toBe(SECRET);

    await user.click(within(note).getByRole("button", { name: "I have it" }));
    expect(screen.queryByDisplayValue(SECRET)).not.toBeInTheDocument();
  });

  it("chooses the secret where the browser lets nothing be copied", async () => {
    api.webhooks = [aWebhook()];
    const user = open();
    vi.spyOn(navigator.clipboard, "writeText").mockRejectedValue(new DOMException("no", "NotAllowedError"));
    await user.click(await button(`New secret: ${URL_}`));
    await user.click(await button("Make a new secret"));

    await user.click(await button("Copy"));

    expect(await screen.findByText(/copy it with the keyboard/)).toBeVisible();
    const field = screen.getByRole<HTMLInputElement>("textbox", { name: "Secret" });
    expect(field.value.slice(field.selectionStart ?? 0, field.selectionEnd ?? 0)).toBe(SECRET);
  });
});

describe("one that is there", () => {
  beforeEach(() => {
    api.webhooks = [aWebhook()];
  });

  it("is changed in what was changed, and the focus goes back", async () => {
    const user = open();
    const change = await button(`Change: ${URL_}`);
    await user.click(change);
    await user.click(screen.getByRole("checkbox", { name: "Done" }));
    await user.click(await button("Save the webhook"));

    await waitFor(() => expect(change).toHaveFocus());
    expect(api.sent.map(({ path, body }) => [path, body])).toEqual([
      [`/webhooks/${aWebhook().webhook_id}/`, { states: ["failed"] }],
    ]);
    expect(screen.queryByRole("form")).not.toBeInTheDocument();
  });

  it("is switched off, and on again", async () => {
    const user = open();
    api.answer = ({ body }) => {
      api.webhooks = [{ ...aWebhook(), ...(body as object) }];
      return Response.json(api.webhooks[0]);
    };
    await user.click(await button(`Switch off: ${URL_}`));
    expect(await (await card()).findByText("Switched off")).toBeVisible();

    await user.click(await button(`Switch on: ${URL_}`));
    expect(await (await card()).findByText("No trouble")).toBeVisible();
    expect(api.sent.map(({ body }) => body)).toEqual([{ enabled: false }, { enabled: true }]);
  });

  it.each([
    ["", "The test was taken: 200 after 0.3 s."],
    ["It answered 500.", "The test was not taken. It answered 500."],
  ])("says what came of a test", async (error, said) => {
    const sent = aDelivery(7, { job_id: null, status: null, state: error === "" ? "delivered" : "pending", error });
    api.answer = () => {
      api.deliveries = [sent];
      return Response.json(told(sent, []));
    };
    const user = open();
    await user.click(await button(`Send a test: ${URL_}`));

    expect(await (await card()).findByText(said)).toBeVisible();
  });

  it("goes when that was asked for twice, and the focus is where one is added", async () => {
    const user = open();
    await user.click(await button(`Delete: ${URL_}`));
    const dialog = within(await screen.findByRole("alertdialog", { name: `Delete the webhook ${URL_}?` }));
    expect(api.sent).toEqual([]);
    api.answer = () => {
      api.webhooks = [];
      return new Response(null, { status: 204 });
    };
    await user.click(dialog.getByRole("button", { name: "Delete" }));

    expect(await screen.findByText("Nobody is told yet.")).toBeVisible();
    expect(api.sent.map(({ method, path }) => [method, path])).toEqual([
      ["DELETE", `/webhooks/${aWebhook().webhook_id}/`],
    ]);
    await waitFor(() => expect(screen.getByRole("button", { name: "Add a webhook" })).toHaveFocus());
  });
});

describe("the log", () => {
  beforeEach(() => {
    api.webhooks = [aWebhook()];
    api.deliveries = [
      aDelivery(2),
      aDelivery(1, { state: "given_up", status: "failed", tries_made: 13, error: "It answered 500." }),
    ];
  });

  it("says of each delivery what came of it and why, and of its tries what was answered", async () => {
    const user = open();
    const list = within(await (await log()).findByRole("list", { name: "Deliveries, newest first" }));
    const [taken, lost] = list.getAllByRole("listitem");

    expect(taken).toHaveTextContent(/Taken.*Done.*Job 7d5c1f0e.*1 try/);
    expect(lost).toHaveTextContent(/Given up.*Failed.*13 tries.*It answered 500\./);
    expect(list.getAllByRole("link", { name: "Job 7d5c1f0e" })[0]).toHaveAttribute(
      "href",
      expect.stringContaining("id=7d5c1f0e6d534e0b9f0c0a6b1f3f7d11"),
    );
    await user.click(list.getByRole("button", { name: "Details: Done, Job 7d5c1f0e" }));
    expect(await list.findByText(/· 200 · 0\.3 s/)).toBeVisible();
    expect(list.getByText("heard")).toBeVisible();
    expect(list.getByText('{"type":"job.done"}')).toBeVisible();
  });

  it("is asked for by webhook, by what came of it, and page by page", async () => {
    const user = open();
    await user.click(await button(`Show its log: ${URL_}`));
    const region = await screen.findByRole("region", { name: "What was told" });
    expect(region).toHaveFocus();
    await user.selectOptions(screen.getByRole("combobox", { name: "Which" }), "Given up");
    await user.click(await button("Older"));

    expect(await screen.findByText("Nothing of this kind.")).toBeVisible();
    expect(api.asked).toContain(
      `/api/deliveries/?webhook_id=${aWebhook().webhook_id}&state=given_up&cursor=older&limit=20`,
    );
    await user.click(await button("Newer"));
    expect(await screen.findByRole("list", { name: "Deliveries, newest first" })).toBeVisible();
  });

  it("sends one once more, unless its webhook is gone", async () => {
    api.deliveries[1] = aDelivery(1, { webhook_id: "f".repeat(16), status: "failed" });
    const user = open();
    await user.click(await button("Send again: Done, Job 7d5c1f0e"));

    expect(await screen.findByText("It is sent once more")).toBeVisible();
    expect(api.sent.map(({ path }) => path)).toEqual([`/deliveries/${aDelivery(2).delivery_id}/replay/`]);
    expect(screen.queryByRole("button", { name: "Send again: Failed, Job 7d5c1f0e" })).not.toBeInTheDocument();
    expect(screen.getByText(/a webhook that was deleted/)).toBeVisible();
  });
});
