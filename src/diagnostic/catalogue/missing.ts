import type { CatalogueEntry } from "../catalogue.ts";

export const missingCatalogue: readonly CatalogueEntry[] = [];
