import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { galleryPlugin } from "./build/gallery.ts";
import { highlightTablePlugin } from "./build/highlight-table.ts";
import { openingPlugin } from "./build/opening.ts";
import { policy } from "./build/policy.ts";
import { preloads } from "./build/preloads.ts";
import { standIns } from "./build/stand-ins.ts";
import { tellSize } from "./build/tell-size.ts";
import { compiledWhole } from "./build/whole.ts";

const below = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** `npm run playground` serves the page from its sources; `npm run playground:build` writes static files. */
export default defineConfig({
  root: below("."),
  base: "./",
  plugins: [
    policy(),
    highlightTablePlugin(),
    galleryPlugin(),
    standIns(),
    openingPlugin(),
    preloads(),
    compiledWhole(),
    tellSize(),
  ],
  worker: {
    format: "es",
    plugins: () => [standIns()],
    rolldownOptions: {
      output: {
        // What runs patterns, and what reads a text: the opening example needs the first only.
        codeSplitting: {
          groups: [
            { name: "engine", test: /playground\/engine\/serve\.ts$/, priority: 1 },
            { name: "compiler", test: /playground\/(engine\/compiling|language\/serve)\.ts$/ },
          ],
        },
      },
    },
  },
  build: {
    outDir: below("../dist/playground"),
    emptyOutDir: true,
    target: "es2023",
    // Those that know light-dark(): since the spring of 2024.
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          // What every visit needs stands together: fewer requests, and what is alike is packed together.
          groups: [
            // It starts the threads and waits for nothing else.
            {
              name: "begin",
              test: /rolldown\/runtime|vite\/preload-helper|playground\/(begin|start-worker|thread|opening\/which|panes\/remembered)/,
              priority: 1,
            },
            {
              name: "first",
              test: /node_modules\/@?preact|playground\/(main|app|state|open|start|usable|names|share\/\w+\.ts|panes|watch\/(words|watching|virtual)|bar\/dialog)/,
            },
          ],
        },
      },
    },
  },
  server: { host: "127.0.0.1" },
});
