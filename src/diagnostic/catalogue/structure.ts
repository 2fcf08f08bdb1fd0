import type { CatalogueEntry } from "../catalogue.ts";

export const structureCatalogue: readonly CatalogueEntry[] = [];
