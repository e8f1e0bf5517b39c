import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { Providers } from "@/app/providers";
import { ApiProblem } from "@/lib/api/problem";
import { en } from "@/lib/strings/en";
import { ProblemAlert } from "./ProblemAlert";
import { asText, wordsOf } from "./words";

const refused = new ApiProblem({
  code: "invalid_settings",
  message: "Some settings are not valid.",
  hint: "Mend the settings named.",
  status: 422,
  fields: { retention_hours: "Input should be greater than 0" },
  requestId: "5f2c",
});

function shown(problem: unknown, onRetry?: () => void): HTMLElement {
  render(
    <Providers>
      <ProblemAlert problem={problem} title="Nothing was saved" onRetry={onRetry} />
    </Providers>,
  );
  return screen.getByRole("alert");
}

it("shows the API's own words: code, sentence, hint, which input, which request", () => {
  const alert = shown(refused);
  const whole = [
    "Nothing was saved",
    "Some settings are not valid.",
    "Mend the settings named.",
    "invalid_settings",
    "5f2c",
  ];
  for (const part of [...whole, "retention_hours", "Input should be greater than 0"]) {
    expect(alert).toHaveTextContent(part);
  }
});

it("offers to try again where that can be done", async () => {
  const again = vi.fn();
  const alert = shown(refused, again);
  await userEvent.click(within(alert).getByRole("button", { name: en.shell.retry }));
  expect(again).toHaveBeenCalledOnce();
});

it("shows why a job failed, as its row has it", () => {
  const told = { code: "text_file", message: "The file is text, not video.", hint: "Send the video itself." };
  expect(wordsOf(told, en)).toMatchObject(told);
});

it("says in the page's words that there was no answer, with the browser's beside them", () => {
  const gone = new ApiProblem({ code: "api_unreachable", message: "Failed to fetch", hint: "", status: 0 });
  expect(wordsOf(gone, en)).toMatchObject({ ...en.problem.own.api_unreachable, detail: "Failed to fetch" });
});

it("tells a part of the page that was not to be had from one that failed", () => {
  const missing = Object.assign(new Error("Loading chunk 7 failed."), { name: "ChunkLoadError" });
  const words = wordsOf(missing, en);
  expect(words).toMatchObject({ code: "page_incomplete", ...en.problem.own.page_incomplete });
  expect(words.detail).toContain("chunk 7");
});

it("hides nothing of what nobody foresaw", () => {
  const words = wordsOf(new TypeError("x is undefined"), en);
  expect(words).toMatchObject({ code: "page_failed", detail: "TypeError: x is undefined" });
  expect(asText(words)).toContain("TypeError: x is undefined");
});
