import { InvalidArgumentError } from "commander";

/** For `--set name=value`, which may come several times. */
export function collectSetting(
  written: string,
  before: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const equals = written.indexOf("=");
  if (equals < 1) throw new InvalidArgumentError("Write it as name=value.");
  return { ...before, [written.slice(0, equals)]: written.slice(equals + 1) };
}

export const SET_OPTION = "--set <name=value>";
export const SET_HELP = "give a parameter of the pattern a value (may be repeated)";
