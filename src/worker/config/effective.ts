import { stringify } from "yaml";
import type { Places } from "./origin.ts";
import { type Configuration, keys, settingOf } from "./settings.ts";

const HIDDEN = "(hidden)";

/** The configuration in force, without secrets: by key, as a file may have it. */
export function effective(values: Configuration): Record<string, unknown> {
  return Object.fromEntries(
    keys.flatMap((key) => {
      const value = values[key];
      if (value === undefined) return [];
      const { kind, secret } = settingOf(key);
      return [[key, secret === true ? HIDDEN : kind.spell(value)]];
    }),
  );
}

/** The same as YAML, each key with the place where it was said. */
export function effectiveText(values: Configuration, places: Places): string {
  return Object.entries(effective(values))
    .map(([key, value]) => {
      const place = places.get(key as Parameters<Places["get"]>[0]);
      const comment = place === undefined ? "" : ` # ${place}`;
      const written = stringify({ [key]: value }, { collectionStyle: "flow", lineWidth: 0 });
      // A flow map of one pair, without its braces.
      return `${written.trim().replace(/^\{ (.*) \}$/s, "$1")}${comment}\n`;
    })
    .join("");
}
