import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Plugin } from "vite";
import { firstLoad } from "./first-load.ts";

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} KB`;

/** Prints what a first visit fetches. */
export const tellSize = (): Plugin => {
  let folder = "";
  return {
    name: "tell-size",
    apply: "build",
    configResolved({ root, build: { outDir } }) {
      folder = resolve(root, outDir);
    },
    closeBundle: {
      sequential: true,
      order: "post",
      handler() {
        // A build that failed tells why itself.
        if (!existsSync(join(folder, "index.html"))) return;
        const { files, gzip, brotli } = firstLoad(folder);
        console.log(
          `first load, ${files.length} files: ${kilobytes(brotli)} with brotli, ${kilobytes(gzip)} with gzip`,
        );
      },
    },
  };
};
