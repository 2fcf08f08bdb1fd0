import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** Where the browser of the tests is: `PDA_CHROMIUM`, or what the path holds; null: nowhere. */
export function findChromium(
  environment: Readonly<Record<string, string | undefined>>,
): string | null {
  const { PDA_CHROMIUM, PATH = "" } = environment;
  const places =
    PDA_CHROMIUM !== undefined && PDA_CHROMIUM !== ""
      ? [PDA_CHROMIUM]
      : PATH.split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return places.find(runs) ?? null;
}

function runs(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export const HOW_TO_INSTALL =
  "The tests of the playground need a Chromium: `apt-get install chromium` on Debian, or say where one is " +
  "with PDA_CHROMIUM=/path/to/chromium.";
