import type { Said } from "./origin.ts";
import { environmentName, keys, settingOf } from "./settings.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

const PREFIX = "PDA_";
/** Names the file of the configuration; the command reads it, not the configuration. */
export const CONFIG_FILE = "PDA_CONFIG";

const BY_NAME: ReadonlyMap<string, Omit<Said, "written" | "place">> = new Map(
  keys.flatMap((key) => [
    [environmentName(key), { key }] as const,
    ...(settingOf(key).secret === true
      ? [[`${environmentName(key)}_FILE`, { key, inFile: true }] as const]
      : []),
  ]),
);
export const environmentNames: readonly string[] = [...BY_NAME.keys()];

/** Every variable that begins with `PDA_`, those that mean nothing to us included. */
export function readEnvironment(environment: Environment): Said[] {
  return Object.entries(environment)
    .filter(([name, value]) => name.startsWith(PREFIX) && name !== CONFIG_FILE && value !== "")
    .map(([name, written]) => ({
      ...(BY_NAME.get(name) ?? { key: name }),
      written,
      place: name,
    }));
}
