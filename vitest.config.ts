import { defineConfig } from "vitest/config";
import { mutations } from "./test/property/mutations/plugin.ts";

export default defineConfig({
  plugins: [mutations()],
  test: { include: ["test/**/*.test.ts"], testTimeout: 1_800_000, hookTimeout: 1_800_000 },
});
