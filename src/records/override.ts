import type { Vocabulary } from "../automaton/automaton.ts";

/** Places to read key, time and type name from instead, as written on a command line: `user.id`, `ts in seconds`. */
export interface Overrides {
  readonly key?: string;
  readonly time?: string;
  readonly type?: string;
}

export function overrideVocabulary(
  vocabulary: Vocabulary,
  { key, time, type }: Overrides,
): Vocabulary {
  return {
    ...vocabulary,
    ...(key === undefined ? {} : { key: { name: key, path: readPath(key) } }),
    ...(time === undefined ? {} : { time: { ...vocabulary.time, ...readTimePlace(time) } }),
    ...(type === undefined ? {} : { typePath: readPath(type) }),
  };
}

function readTimePlace(
  text: string,
): Pick<Vocabulary["time"], "name" | "path"> & Partial<Vocabulary["time"]> {
  const match = /^(.*\S)\s+in\s+(seconds|milliseconds)$/.exec(text);
  if (match === null) return { name: text, path: readPath(text) };
  return {
    name: match[1]!,
    path: readPath(match[1]!),
    unit: match[2] as "seconds" | "milliseconds",
  };
}

/** Steps between dots; one in quotes may hold dots and anything else: `"a.b".c`. */
export function readPath(text: string): readonly string[] {
  const steps: string[] = [];
  for (const [, quoted, bare] of text.matchAll(
    /(?:^|\.)(?:"((?:[^"\\]|\\.)*)"|([^.]*))(?=\.|$)/g,
  )) {
    steps.push(quoted === undefined ? bare! : quoted.replaceAll(/\\(.)/g, "$1"));
  }
  return steps;
}

/** The other way: as a pattern spells it. */
export function spellPath(path: readonly string[]): string {
  return path
    .map((step) => (/^[A-Za-z_][A-Za-z0-9_]*$|^[0-9]+$/.test(step) ? step : JSON.stringify(step)))
    .join(".");
}
