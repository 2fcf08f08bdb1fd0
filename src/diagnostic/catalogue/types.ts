import type { CatalogueEntry } from "../catalogue.ts";

export const typesCatalogue: readonly CatalogueEntry[] = [];
