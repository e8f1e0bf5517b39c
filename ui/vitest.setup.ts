import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { afterAll, afterEach, vi } from "vitest";

configure({ asyncUtilTimeout: 20_000 }); // the machine may be transcoding meanwhile

afterEach(() => {
  cleanup();
  localStorage.clear();
  sessionStorage.clear();
  document.head.replaceChildren(); // jsdom goes through all rules there are for each question of what is visible
});

// All files run in one process: an import that was still on its way would take what the next file mocks.
afterAll(() => vi.dynamicImportSettled());

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

// jsdom's Blob gives no bytes.
Blob.prototype.arrayBuffer = function () {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(reader.result as ArrayBuffer));
    reader.addEventListener("error", () => reject(reader.error as Error));
    reader.readAsArrayBuffer(this);
  });
};
