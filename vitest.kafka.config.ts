import { defineConfig } from "vitest/config";

/** Tests that need a broker: `npm run test:kafka` starts it and names it in PDA_TEST_BROKERS. */
export default defineConfig({
  test: {
    include: ["test/kafka/**/*.test.ts"],
    fileParallelism: false, // one broker, and tests that stop it
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
