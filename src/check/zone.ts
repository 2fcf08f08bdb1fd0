import type { Help } from "../diagnostic/diagnostic.ts";
import { closest } from "../diagnostic/suggest.ts";
import { isZone, zoneNames } from "../machine/values/zone.ts";
import type { TextLiteral } from "../syntax/tree.ts";
import type { Report } from "./report.ts";

/** The name of a time zone that the language's own table has; null where it is none, which is then reported. */
export function checkZone({ value, span }: TextLiteral, report: Report): string | null {
  if (isZone(value)) return value;
  const meant = zoneMeant(value);
  const help: Help =
    meant !== null
      ? {
          text: `the time zone is called ${JSON.stringify(meant)}`,
          edits: [{ span, replacement: JSON.stringify(meant) }],
        }
      : {
          text: /^[A-Z]{2,5}$/.test(value)
            ? 'such short names stand for several zones: name a place, as in `"Europe/Berlin"` or `"America/New_York"`'
            : 'write a name as in `"Europe/Berlin"`, or `"UTC"`',
        };
  return report.error("PDA0218", span, `${JSON.stringify(value)} is not a time zone`, {
    label: "unknown time zone",
    help: [help],
  });
}

function zoneMeant(word: string): string | null {
  const offset = /^(?:UTC|GMT)?([+-])0?([0-9]|1[0-4])(?::?00)?$/.exec(word);
  // Zones of a fixed offset have their sign the other way round.
  if (offset !== null) {
    return offset[2] === "0" ? "UTC" : `Etc/GMT${offset[1] === "+" ? "-" : "+"}${offset[2]}`;
  }
  if (/^[A-Z]{2,5}$/.test(word)) return null;
  const names = zoneNames();
  const place = word.replaceAll(" ", "_");
  const ofPlace = names.find((name) => name.endsWith(`/${place}`));
  return ofPlace ?? closest(place, names);
}
