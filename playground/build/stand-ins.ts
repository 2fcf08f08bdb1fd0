import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const later = (name: string): string =>
  fileURLToPath(new URL(`../later/${name}.ts`, import.meta.url));

/** Puts what is in `playground/later/` in the place of what is fetched later, or never. */
export const standIns = (): Plugin => ({
  name: "stand-ins",
  enforce: "pre",
  resolveId(source, importer = "") {
    if (/\/playground\/later\//.test(importer)) return null;
    if (source === "lodash-es") return later("lodash");
    if (source === "re2js") return later("expressions");
    if (/\/values\/zone\.ts$/.test(source)) return later("zones");
    if (source === "./zone.ts" && importer.includes("/machine/values/")) return later("zones");
    if (/(^|\/)machine\/compile\.ts$/.test(source)) return later("closures");
    if (
      /\/service\/service\.ts$/.test(importer) &&
      /\/(complete|graph|hover|signature|rename|formatting)\.ts$/.test(source)
    )
      return later("service");
    return null;
  },
});
