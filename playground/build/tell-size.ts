import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";
import { firstLoad } from "./first-load.ts";

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} KB`;

/** Prints what a first visit fetches. */
export const tellSize = (folder: string): Plugin => ({
  name: "tell-size",
  apply: "build",
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
});
