import type { CatalogueEntry } from "../catalogue.ts";

export const scenariosCatalogue: readonly CatalogueEntry[] = [];
