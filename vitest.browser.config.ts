import { defineConfig } from "vitest/config";

/** `npm run test:browser`: the built playground in a real browser, one file after the other. */
export default defineConfig({
  test: {
    include: ["test/browser/**/*.test.ts"],
    fileParallelism: false,
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // What a page shows some time later is waited for on any machine: a second is too little where others work as well.
    expect: { poll: { timeout: 60_000, interval: 50 } },
  },
});
