/** The form as a reader uses it: every number can be cleared, typed, pasted into and stepped; saving is all or nothing. */

import { render, screen, within } from "@testing-library/react";
import userEvent, { PointerEventsCheckLevel } from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Providers } from "@/app/providers";
import { en } from "@/lib/strings/en";
import type { Settings } from "@/lib/api/settings";
import type { Field } from "@/lib/settings/form";
import { FIELDS, NUMBERS, saved } from "@/lib/settings/sample";
import { SettingsForm } from "./SettingsPage";

const words = en.settings;
const EACH = NUMBERS.map((field) => [field.title, field] as const);

let sent: unknown[];
let answer: (body: Record<string, unknown>) => Response;

/** The API: keeps what is posted to it, and answers as the test says. */
function api(_path: unknown, init?: RequestInit): Promise<Response> {
  if (init?.method !== "POST") return Promise.resolve(Response.json({ status: "ok", clock: null }));
  const body = JSON.parse(init.body as string) as Record<string, unknown>;
  sent.push(body);
  return Promise.resolve(answer(body));
}

beforeEach(() => {
  sent = [];
  answer = (body) => Response.json({ ...saved(), ...body, version: 4 });
  vi.stubGlobal("fetch", vi.fn(api));
});
afterEach(() => vi.unstubAllGlobals());

function shown(latest: Settings, fields: readonly Field[]) {
  return (
    <Providers>
      <SettingsForm fields={fields} latest={latest} profiles={[]} />
    </Providers>
  );
}

function open(latest: Settings = saved(), fields = FIELDS) {
  const user = userEvent.setup({ delay: null, pointerEventsCheck: PointerEventsCheckLevel.Never });
  const view = render(shown(latest, fields));
  return { user, change: (now: Settings) => view.rerender(shown(now, fields)) };
}

const field = (name: string) => screen.getByLabelText<HTMLInputElement>(name);
const note = (name: string) => {
  const ids = field(name).getAttribute("aria-describedby")?.split(" ") ?? [];
  return ids.map((id) => document.getElementById(id)?.textContent ?? "").join(" ");
};
const save = () => screen.getByText(words.save);

describe.each(EACH)("%s", (name, only) => {
  it("stays empty while it is, says so at once, and falls back to the saved value when it is left", async () => {
    const { user } = open(saved(), [only]);
    const before = field(name).value;

    await user.clear(field(name));

    expect(field(name)).toHaveValue("");
    expect(field(name)).toBeInvalid();
    expect(note(name)).toContain(words.wrong.empty);
    expect(save()).toBeDisabled();

    await user.tab();
    await user.tab(); // over its unit, where it has one

    expect(field(name)).toHaveValue(before);
    expect(field(name)).toBeValid();
    expect(note(name)).toContain(`${words.wrong.empty} Back to`);
  });

  it("takes a number that is typed over the old one, digit by digit", async () => {
    const { user } = open(saved(), [only]);

    await user.clear(field(name));
    await user.type(field(name), "3");

    expect(field(name)).toHaveValue("3");
    expect(field(name)).toBeValid();
    expect(save()).toBeEnabled();
  });

  it("keeps pasted letters in sight, says what they are not, and drops them when it is left", async () => {
    const { user } = open(saved(), [only]);
    const before = field(name).value;

    await user.clear(field(name));
    await user.paste("many");

    expect(field(name)).toHaveValue("many");
    expect(note(name)).toContain(words.wrong.not_a_number);
    await user.tab();
    await user.tab();
    expect(field(name)).toHaveValue(before);
    expect(sent).toEqual([]);
  });

  it("goes up and down with the arrow keys, also from an empty field", async () => {
    const { user } = open(saved(), [only]);
    const before = Number(field(name).value);

    await user.click(field(name));
    await user.keyboard("{ArrowUp}{ArrowUp}{ArrowDown}");
    expect(Number(field(name).value)).toBe(before + 1);

    await user.clear(field(name));
    await user.keyboard("{ArrowUp}");
    expect(Number(field(name).value)).toBe(before + 1);
  });

  it("gets its saved value back with Escape", async () => {
    const { user } = open(saved(), [only]);
    const before = field(name).value;

    await user.type(field(name), "9");
    await user.keyboard("{Escape}");

    expect(field(name)).toHaveValue(before);
    expect(screen.queryByRole("button", { name: words.save })).toBeNull();
  });
});

describe("a number that is out of range", () => {
  it("is said to be, with the limit in words", async () => {
    const { user } = open();

    await user.clear(field("Tries"));
    await user.type(field("Tries"), "21");
    expect(note("Tries")).toContain("At most 20.");

    await user.selectOptions(screen.getByLabelText("Unit of “Largest file”"), "TiB");
    expect(field("Largest file")).toHaveValue("100"); // the digits stay when the unit changes
    expect(note("Largest file")).toContain("At most");
  });
});

it("tells its value, range and unit to those who do not see them, without exponents", () => {
  open();

  expect(field("Largest file")).toHaveAttribute("aria-valuetext", "100 GiB");
  expect(field("Largest file")).toHaveAttribute("aria-valuenow", "100");
  expect(field("Largest file")).toHaveAttribute("aria-valuemin", "0"); // one byte
  expect(field("Largest file")).toHaveAttribute("aria-valuemax", "5120");
});

describe("saving", () => {
  it("sends what changed and nothing else, in the API's units, over the version that was read", async () => {
    const { user } = open();

    await user.clear(field("Keep proxies for"));
    await user.type(field("Keep proxies for"), "1.5");
    await user.selectOptions(screen.getByLabelText("Quality"), "high");
    await user.click(save());

    expect(sent).toEqual([{ quality: "high", retention_hours: 36, version: 3 }]);
    expect(await screen.findByText(words.saved(2))).toBeVisible();
  });

  it("does nothing with Enter while something is wrong", async () => {
    const { user } = open();

    await user.clear(field("Tries"));
    await user.keyboard("{Enter}");

    expect(sent).toEqual([]);
    expect(screen.getByText(words.mend)).toBeVisible();
  });

  it("shows what the API refuses at its field and in full, and says that nothing was saved", async () => {
    const refusal = { code: "invalid_settings", message: "Some settings are not valid.", hint: "Mend them." };
    answer = () => Response.json({ error: { ...refusal, fields: { max_attempts: "is unlucky" } } }, { status: 422 });
    const { user } = open();

    await user.clear(field("Tries"));
    await user.type(field("Tries"), "13");
    await user.click(save());

    const alert = await screen.findByRole("alert");
    expect(alert).toHaveTextContent(words.notSaved);
    expect(alert).toHaveTextContent("invalid_settings");
    expect(note("Tries")).toContain("is unlucky");
    expect(field("Tries")).toHaveValue("13");
  });

  it("can be left alone: discarding brings everything back", async () => {
    const { user } = open();

    await user.type(field("Tries"), "0");
    await user.click(screen.getByRole("button", { name: words.discard }));

    expect(field("Tries")).toHaveValue("5");
    expect(screen.queryByRole("button", { name: words.save })).toBeNull();
  });
});

describe("two tabs at once", () => {
  it("follows the other tab where nothing is edited here", () => {
    const { change } = open();

    change(saved({ max_attempts: 7, version: 4 }));

    expect(field("Tries")).toHaveValue("7");
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("shows what the other tab changed, and saves what the reader chooses", async () => {
    const { user, change } = open();
    await user.clear(field("Tries"));
    await user.type(field("Tries"), "9");

    change(saved({ max_attempts: 7, max_concurrent_jobs: 4, version: 4 }));

    const panel = screen.getByRole("alert");
    expect(save()).toBeDisabled();
    expect(within(panel).getByRole("row", { name: /Jobs at once/ })).toHaveTextContent("Jobs at once24");
    expect(within(panel).getByRole("radio", { name: /Theirs, 7/ })).toBeChecked();

    await user.click(within(panel).getByRole("radio", { name: /Yours, 9/ }));
    await user.click(within(panel).getByRole("button", { name: words.resolve }));

    expect(sent).toEqual([{ max_attempts: 9, version: 4 }]);
  });

  it("takes theirs without saving anything where the reader gives way", async () => {
    const { user, change } = open();
    await user.clear(field("Tries"));
    await user.type(field("Tries"), "9");
    change(saved({ max_attempts: 7, version: 4 }));

    await user.click(screen.getByRole("button", { name: words.resolve }));

    expect(sent).toEqual([]);
    expect(field("Tries")).toHaveValue("7");
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("puts the default into a field only when it is saved", async () => {
    const { user } = open(saved({ max_attempts: 7 }));

    await user.click(screen.getByRole("button", { name: `${words.useDefault}: Tries` }));
    expect(field("Tries")).toHaveValue("5");
    expect(sent).toEqual([]);

    await user.click(save());
    expect(sent).toEqual([{ max_attempts: 5, version: 3 }]);
  });
});
