import type { CatalogueEntry } from "../catalogue.ts";

export const namesCatalogue: readonly CatalogueEntry[] = [];
