import { describe, expect, it } from "vitest";
import { changesOf, draftOf, FRESH, missing, refusedOf, toggled } from "./draft";
import { aWebhook } from "./sample";

it("a new webhook is told of the states that jobs end in", () => {
  expect(FRESH.states).toEqual(["done", "partial", "failed", "rejected", "cancelled", "expired"]);
});

it("states keep the order in which a job goes through them, however they were chosen", () => {
  const draft = draftOf(aWebhook({ states: ["failed", "done"] }));
  expect(draft.states).toEqual(["done", "failed"]);

  expect(toggled(draft, "queued").states).toEqual(["queued", "done", "failed"]);
  expect(toggled(draft, "done").states).toEqual(["failed"]);
});

it("an address and a state are needed", () => {
  expect(missing({ ...FRESH, url: "  " })).toEqual(["url"]);
  expect(missing({ ...FRESH, url: "https://studio.example.org/", states: [] })).toEqual(["states"]);
  expect(missing({ ...FRESH, url: "https://studio.example.org/" })).toEqual([]);
});

describe("what is changed", () => {
  const before = draftOf(aWebhook());

  it("is sent without the rest", () => {
    expect(changesOf(before, { ...before, description: "Chat." })).toEqual({ description: "Chat." });
    expect(changesOf(before, toggled(before, "failed"))).toEqual({ states: ["done"] });
    expect(changesOf(before, { ...before, url: "https://other.example.org/" })).toEqual({
      url: "https://other.example.org/",
    });
  });

  it("is nothing where everything is as before", () => {
    expect(changesOf(before, toggled(toggled(before, "done"), "done"))).toBeNull();
  });
});

it("what the API refuses of a part of an input is refused of the input", () => {
  expect(refusedOf({ "states.0": "is no state", url: "must be https" }, "states")).toBe("is no state");
  expect(refusedOf({ url: "must be https" }, "description")).toBeUndefined();
});
