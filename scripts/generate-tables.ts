/**
 * Writes the tables that are part of the language: lower case and time zones. They are taken from the Node that
 * runs this, once, and then compiled in, so that no engine's own tables ever show in a result.
 * Run with `npx tsx scripts/generate-tables.ts [names of zones, one a line]`; the names are by default those of
 * the system's tzdata.zi, links included.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { lowercaseTable } from "./lowercase-table.ts";
import { zoneNames, zoneTable } from "./zone-table.ts";

const names = process.argv[2];
const root = new URL("../src/machine/", import.meta.url);
writeFileSync(new URL("values/lowercase.generated.ts", root), lowercaseTable());
writeFileSync(
  new URL("zones.generated.ts", root),
  zoneTable(zoneNames(readFileSync(names ?? "/usr/share/zoneinfo/tzdata.zi", "utf8"))),
);
