import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { afterEach } from "vitest";

configure({ asyncUtilTimeout: 20_000 }); // the machine may be transcoding meanwhile

afterEach(() => {
  cleanup();
  localStorage.clear();
  sessionStorage.clear();
  document.head.replaceChildren(); // jsdom goes through all rules there are for each question of what is visible
});

// jsdom draws nothing: it knows neither sizes nor media, and Chakra asks for both.
class NoSizes implements ResizeObserver {
  observe(): void {
    return;
  }
  unobserve(): void {
    return;
  }
  disconnect(): void {
    return;
  }
}
globalThis.ResizeObserver = NoSizes;
window.matchMedia = (media) => Object.assign(new EventTarget() as MediaQueryList, { media, matches: false });
