import { defineConfig } from "vitest/config";
import { mutations } from "./test/property/mutations/plugin.ts";

export default defineConfig({
  plugins: [mutations()],
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/kafka/**", "test/browser/**"], // need a broker, a browser: npm run test:kafka, test:browser
    maxWorkers: "100%", // of the cores; vitest leaves one idle
    testTimeout: 1_800_000,
    hookTimeout: 1_800_000,
  },
});
