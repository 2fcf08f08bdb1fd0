import { type Environment, readEnvironment } from "./environment.ts";
import { readConfigFile } from "./file.ts";
import type { Said } from "./origin.ts";
import { type Resolved, resolve, type SecretReader } from "./resolve.ts";
import { brokenRules, missingKeys } from "./rules.ts";
import type { Key } from "./settings.ts";

export interface Spoken {
  readonly file: { readonly name: string; readonly content: string } | null;
  readonly environment: Environment;
  readonly flags: readonly Said[];
}

/**
 * File, environment and flags as one configuration. How values go together is looked at when each is
 * right: a key misspelt would be told as missing, too.
 */
export function configure(
  { file, environment, flags }: Spoken,
  needed: readonly Key[],
  readSecret: SecretReader,
): Resolved {
  const content =
    file === null ? { said: [], problems: [] } : readConfigFile(file.name, file.content);
  const said = [...content.said, ...readEnvironment(environment), ...flags];
  const { configuration, places, problems } = resolve(said, readSecret);
  const single = [...content.problems, ...problems];
  const together =
    single.length > 0
      ? []
      : [...missingKeys(configuration, needed), ...brokenRules(configuration, places)];
  return { configuration, places, problems: [...single, ...together] };
}
