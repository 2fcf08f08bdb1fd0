import type { CatalogueEntry } from "../catalogue.ts";

export const reachabilityCatalogue: readonly CatalogueEntry[] = [];
