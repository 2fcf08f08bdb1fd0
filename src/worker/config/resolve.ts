import { closest } from "../../diagnostic/suggest.ts";
import { environmentNames } from "./environment.ts";
import type { Places, Problem, Said } from "./origin.ts";
import { type Configuration, type Key, keys, settingOf } from "./settings.ts";

export interface Resolved {
  readonly configuration: Configuration;
  /** Where each value was said that was. */
  readonly places: Places;
  readonly problems: readonly Problem[];
}

/** The text of a file that holds a secret, or what is wrong with the file. */
export type SecretReader = (path: string) => { readonly text: string } | { readonly wrong: string };

const SECRET_FILE = "-file";

/**
 * The values of all keys: what is said later wins, so file, environment and flags come in that
 * order. Every problem is told, not the first only.
 */
export function resolve(said: readonly Said[], readSecret: SecretReader): Resolved {
  const problems: Problem[] = [];
  const values = new Map<Key, unknown>();
  const places = new Map<Key, string>();
  for (const key of keys) {
    const { unsaid } = settingOf(key);
    if (unsaid !== undefined) values.set(key, unsaid);
  }
  for (const one of said) {
    const { place } = one;
    const found = keyOf(one);
    if (found === null) {
      problems.push({ place, message: unknownKey(one) });
      continue;
    }
    const { key, inFile } = found;
    let { written } = one;
    if (inFile) {
      const content = readSecret(String(written));
      if ("wrong" in content) {
        problems.push({ place, message: `\`${written}\`: ${content.wrong}` });
        continue;
      }
      // Editors and `echo` end a file with a line feed, which no password has.
      written = content.text.replace(/\r?\n$/, "");
    }
    const setting = settingOf(key);
    const read = setting.kind.read(written);
    if ("wrong" in read) {
      const shown = setting.secret === true ? "is not a text" : read.wrong;
      problems.push({ place, message: `\`${key}\` ${shown}`.replace("` ,", "`,") });
      continue;
    }
    values.set(key, read.value);
    places.set(key, place);
  }
  // Who says how to speak TLS wants to.
  if (!places.has("tls") && [...places.keys()].some((key) => key.startsWith("tls."))) {
    values.set("tls", true);
  }
  return { configuration: Object.fromEntries(values) as Configuration, places, problems };
}

function keyOf({ key, inFile }: Said): { key: Key; inFile: boolean } | null {
  if (isKey(key)) return { key, inFile: inFile === true };
  const bare = key.endsWith(SECRET_FILE) ? key.slice(0, -SECRET_FILE.length) : "";
  return isKey(bare) && settingOf(bare).secret === true ? { key: bare, inFile: true } : null;
}

const isKey = (key: string): key is Key => (keys as readonly string[]).includes(key);

function unknownKey({ key, place }: Said): string {
  const fromEnvironment = key === place;
  if (fromEnvironment && /_(SERVICE_(HOST|PORT)|PORT)(_|$)/.test(key)) {
    return "means nothing here. Kubernetes writes such variables for a service called `pda`: say `enableServiceLinks: false` in the pod, or call the service something else";
  }
  const near = fromEnvironment ? closest(key, environmentNames) : nearKey(key);
  const hint = near === null ? "" : `; did you mean \`${near}\`?`;
  return fromEnvironment ? `means nothing here${hint}` : `there is no key \`${key}\`${hint}`;
}

/** A key misspelt, or one that stands below another: `password` for `sasl.password`. */
function nearKey(key: string): string | null {
  const near = closest(key, keys);
  if (near !== null) return near;
  const last = key.slice(key.lastIndexOf(".") + 1);
  const ends = keys.filter((one) => one.endsWith(`.${last}`) || one === last);
  return ends.length === 1 ? ends[0]! : null;
}
