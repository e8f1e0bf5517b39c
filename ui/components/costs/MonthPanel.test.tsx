/** What a month has cost, as the API's answers draw it. */

import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Providers } from "@/app/providers";
import type { Month } from "@/lib/api/costs";
import { aMonth } from "@/lib/costs/sample";
import { MonthPanel } from "./MonthPanel";

/** Show the panel over this month, which is the present one; every other month is empty. */
function open(month: Month): string[] {
  const asked: string[] = [];
  vi.stubGlobal("fetch", (path: string) => {
    const query = new URL(path, "http://page").searchParams.get("month");
    asked.push(query ?? "this one");
    const empty = aMonth({ month: query ?? "", amount: 0, days: [] });
    return Promise.resolve(Response.json(query === null ? month : empty));
  });
  render(
    <Providers>
      <MonthPanel />
    </Providers>,
  );
  return asked;
}

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse("2026-11-23T12:00:00Z"), toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const panel = async () => within(await screen.findByRole("region", { name: /^Costs of/ }));

it("shows the sum, and each day as a column and in numbers", async () => {
  open(aMonth());

  const costs = await panel();
  expect((await costs.findByText("So far")).nextSibling).toHaveTextContent("1 min 30 s CPU");
  expect(
    costs.getByRole("img", {
      name: "Costs of November 2026 day by day: 1 min 30 s CPU altogether, most on Nov 20, 1 min CPU",
    }),
  ).toBeVisible();
  expect(costs.getByTitle("Nov 20: 1 min CPU, 4 tries")).toBeInTheDocument();
  await userEvent.click(costs.getByText("The same in numbers, day by day"));
  expect(costs.getByRole("row", { name: "Nov 2 30 s CPU 1" })).toBeInTheDocument();
});

it("holds what is spent and what runs against the ceiling", async () => {
  open(aMonth({ unit: "USD", amount: 6, running: 2, ceiling: 10 }));

  const costs = await panel();
  expect((await costs.findByText("Running jobs, estimated")).nextSibling).toHaveTextContent("$2.00");
  expect(costs.getByText("Ceiling").nextSibling).toHaveTextContent("$10.00");
  expect(costs.getByText("Of that, reached").nextSibling).toHaveTextContent("80 %");
});

it("goes to the months before, and not beyond this one", async () => {
  const asked = open(aMonth());
  const costs = await panel();
  const earlier = costs.getByRole("button", { name: "The month before" });
  const later = costs.getByRole("button", { name: "The month after" });
  expect(later).toBeDisabled();

  await userEvent.click(earlier);

  expect(await screen.findByRole("heading", { name: "Costs of October 2026" })).toBeVisible();
  expect(await costs.findByText("No job ended in this month.")).toBeVisible();
  expect(asked).toEqual(["this one", "2026-10"]);
  await userEvent.click(later);
  expect(await costs.findByText("So far")).toBeVisible();
});

it("shows a failed request in full", async () => {
  const error = { code: "table_unavailable", message: "The job table is away.", hint: "Wait." };
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json({ error }, { status: 503 })));
  render(
    <Providers>
      <MonthPanel />
    </Providers>,
  );

  expect(await screen.findByText("table_unavailable")).toBeVisible();
});
