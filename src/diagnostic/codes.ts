import { filesCatalogue } from "./catalogue/files.ts";
import { missingCatalogue } from "./catalogue/missing.ts";
import { namesCatalogue } from "./catalogue/names.ts";
import { orderCatalogue } from "./catalogue/order.ts";
import { reachabilityCatalogue } from "./catalogue/reachability.ts";
import { scenariosCatalogue } from "./catalogue/scenarios.ts";
import { stackCatalogue } from "./catalogue/stack.ts";
import { structureCatalogue } from "./catalogue/structure.ts";
import { syntaxCatalogue } from "./catalogue/syntax.ts";
import { typesCatalogue } from "./catalogue/types.ts";
import type { CatalogueEntry } from "./catalogue.ts";

/** Every code there is, in the order of its number. */
export const catalogue: readonly CatalogueEntry[] = [
  ...syntaxCatalogue,
  ...namesCatalogue,
  ...typesCatalogue,
  ...missingCatalogue,
  ...structureCatalogue,
  ...orderCatalogue,
  ...reachabilityCatalogue,
  ...stackCatalogue,
  ...scenariosCatalogue,
  ...filesCatalogue,
].sort((left, right) => (left.code < right.code ? -1 : 1));

/** `PDA0123`, `pda0123`, `0123` and `123` all name the same entry. */
export function findCode(written: string): CatalogueEntry | null {
  const digits = /^(?:PDA)?(\d{1,4})$/i.exec(written.trim())?.[1];
  if (digits === undefined) return null;
  const code = `PDA${digits.padStart(4, "0")}`;
  return catalogue.find((entry) => entry.code === code) ?? null;
}
