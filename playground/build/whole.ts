import type { Plugin } from "vite";

/** What the first screen runs nearly all of. */
const WHOLE = /^(?:begin|first)$/;

/**
 * Tells the browser to compile these pieces as wholes while they come in, beside the page's own thread: each function
 * compiled when it is first called would keep that waiting. Who does not know the word reads a comment.
 */
export const compiledWhole = (): Plugin => ({
  name: "compiled-whole",
  apply: "build",
  generateBundle: {
    order: "post",
    handler(_options, bundle) {
      for (const piece of Object.values(bundle))
        if (piece.type === "chunk" && WHOLE.test(piece.name))
          piece.code = `//# allFunctionsCalledOnLoad\n${piece.code}`;
    },
  },
});
