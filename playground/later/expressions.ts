import type { RE2JS as Whole } from "re2js";

/**
 * Stands in the place of the library of regular expressions, which is large and which few patterns need: it is
 * fetched before a text that names them is read. Importers see the library as soon as it is there.
 */
export let RE2JS: Pick<typeof Whole, "compile"> = {
  compile: () => {
    throw new Error("the library of regular expressions is not loaded");
  },
};

export async function loadExpressions(): Promise<void> {
  RE2JS = (await import("re2js")).RE2JS;
}
