import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { aDelivery, aWebhook } from "./sample";
import { isImminent, standingOf } from "./standing";

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse("2026-11-23T10:00:00Z"), toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

const trouble = { since: "2026-11-23T09:59:00Z", failures: 1, reason: "It answered 500.", until: null };

it("a webhook stands well until a try fails, and rests when it goes on failing", () => {
  expect(standingOf(aWebhook())).toBe("well");
  expect(standingOf(aWebhook({ trouble }))).toBe("failing");
  expect(standingOf(aWebhook({ trouble: { ...trouble, failures: 3, until: "2026-11-23T10:00:30Z" } }))).toBe("resting");
});

it("one that is switched off is off, whatever it did before", () => {
  expect(standingOf(aWebhook({ enabled: false, trouble }))).toBe("off");
});

it.each([
  ["2026-11-23T09:59:00Z", true],
  ["2026-11-23T10:00:05Z", true],
  ["2026-11-23T11:00:00Z", false],
])("of a delivery that is tried at %s, something comes soon: %s", (next_at, soon) => {
  expect(isImminent(aDelivery(1, { state: "pending", next_at }))).toBe(soon);
});

it("nothing more comes of a delivery that has ended", () => {
  expect(isImminent(aDelivery(1, { state: "given_up", next_at: null }))).toBe(false);
});
