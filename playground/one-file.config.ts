import { defineConfig } from "vite";
import { galleryPlugin } from "./build/gallery.ts";
import { highlightTablePlugin } from "./build/highlight-table.ts";
import { inlineThreads, oneFile } from "./build/one-file.ts";
import { OPENING, openingPlugin } from "./build/opening.ts";
import { standIns } from "./build/stand-ins.ts";
import pages from "./vite.config.ts";

/** The second half of `npm run playground:build`: the page as one HTML file, beside the static ones. */
export default defineConfig({
  ...pages,
  plugins: [
    inlineThreads(),
    oneFile(),
    highlightTablePlugin(),
    galleryPlugin(),
    // Nothing is fetched there, so the others would only be weight.
    openingPlugin([OPENING]),
    standIns(),
  ],
  build: {
    ...pages.build,
    modulePreload: false,
    emptyOutDir: false,
    assetsInlineLimit: Number.MAX_SAFE_INTEGER,
    cssCodeSplit: false,
    rolldownOptions: { output: { codeSplitting: false } },
  },
  // A page on a disk may start plain scripts as threads, no modules.
  worker: { format: "iife", plugins: () => [standIns()] },
});
