import type { CatalogueEntry } from "../catalogue.ts";

export const syntaxCatalogue: readonly CatalogueEntry[] = [];
