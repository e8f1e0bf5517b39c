import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  esbuild: { jsx: "automatic" },
  resolve: { alias: { "@": fileURLToPath(new URL(".", import.meta.url)) } },
  test: {
    environment: "jsdom",
    include: ["{app,components,lib,theme}/**/*.test.{ts,tsx}"],
    setupFiles: ["./vitest.setup.ts"],
    restoreMocks: true,
    testTimeout: 120_000, // the machine may be transcoding meanwhile
    // One process and one document for all files, which load React and Chakra once: with one for each, most of the time went there.
    // The page's own modules, and what vi.mock made, are each file's own.
    poolOptions: { forks: { singleFork: true } },
  },
});
