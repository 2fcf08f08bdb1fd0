import { isMap, isPair, isScalar, LineCounter, parseDocument } from "yaml";
import type { Problem, Said } from "./origin.ts";
import { type Key, keys, settingOf } from "./settings.ts";

export interface FileContent {
  readonly said: readonly Said[];
  readonly problems: readonly Problem[];
}

/**
 * A YAML file, or JSON, which is YAML. Maps within maps are keys with dots; a key that takes a map
 * takes it whole.
 */
export function readConfigFile(name: string, content: string): FileContent {
  const lines = new LineCounter();
  const document = parseDocument(content, { lineCounter: lines, prettyErrors: false });
  const placeAt = (offset: number | undefined): string =>
    offset === undefined ? name : `${name}:${lines.linePos(offset).line}`;
  if (document.errors.length > 0) {
    const problems = document.errors.map(({ pos, message }) => ({
      place: placeAt(pos[0]),
      message: `is not YAML here: ${message}`,
    }));
    return { said: [], problems };
  }
  const said: Said[] = [];
  const problems: Problem[] = [];

  const visit = (node: unknown, before: string): void => {
    if (!isMap(node)) return;
    for (const pair of node.items) {
      if (!isPair(pair) || !isScalar(pair.key)) continue;
      const place = placeAt(pair.key.range?.[0]);
      const name = String(pair.key.value);
      // `tls.on` is how `tls` is said where keys below it are said, too.
      const key = name === "on" && before !== "" ? before : joined(before, name);
      if (isMap(pair.value) && !takesMap(key)) {
        visit(pair.value, key);
        continue;
      }
      const value: unknown = isNode(pair.value) ? pair.value.toJS(document) : pair.value;
      if (value === null) problems.push({ place, message: `\`${key}\` has no value` });
      else said.push({ key, written: value, place });
    }
  };
  if (document.contents !== null && !isMap(document.contents)) {
    problems.push({ place: name, message: "is expected to be a map of keys to values" });
  }
  visit(document.contents, "");
  return { said, problems };
}

const joined = (before: string, name: string): string =>
  before === "" ? name : `${before}.${name}`;

const takesMap = (key: string): boolean =>
  (keys as readonly string[]).includes(key) && settingOf(key as Key).kind.map === true;

interface Node {
  toJS(document: object): unknown;
}
const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && "toJS" in value;
