import type { CatalogueEntry } from "../catalogue.ts";

export const filesCatalogue: readonly CatalogueEntry[] = [];
