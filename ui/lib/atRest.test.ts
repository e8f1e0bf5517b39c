import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { atRest } from "@/lib/atRest";

let idle: () => void;
const call = vi.fn();

beforeEach(() => {
  idle = () => undefined;
  vi.stubGlobal("requestIdleCallback", (waiting: () => void) => {
    idle = waiting;
    return 1;
  });
  vi.stubGlobal("cancelIdleCallback", () => (idle = () => undefined));
  call.mockReset();
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const loading = () => vi.spyOn(document, "readyState", "get").mockReturnValue("interactive");

test("what can wait is done when the page is loaded and the browser idle", () => {
  loading();
  atRest(call);
  idle();
  expect(call).not.toHaveBeenCalled();

  window.dispatchEvent(new Event("load"));
  expect(call).not.toHaveBeenCalled();
  idle();
  expect(call).toHaveBeenCalledOnce();
});

test.each(["before the page is loaded", "afterwards"])("called off %s, it is not done", (when) => {
  if (when !== "afterwards") loading();
  atRest(call)();
  window.dispatchEvent(new Event("load"));
  idle();
  expect(call).not.toHaveBeenCalled();
});

test("a browser that does not tell when it is idle does it a moment later", () => {
  vi.unstubAllGlobals(); // jsdom has no requestIdleCallback, as Safari has none
  vi.useFakeTimers();
  atRest(call);
  vi.runAllTimers();
  expect(call).toHaveBeenCalledOnce();
});
