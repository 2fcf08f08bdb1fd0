import { fromText, textOf } from "../bytes.ts";

/**
 * Keys of a changelog. The first byte says of what; a state's key goes on with the pattern's name, a
 * zero byte, which no name has, and the key. Never four zero bytes: some clients take those for a
 * transaction's marker.
 */
const META = 0;
const STATE = 1;
const MARK = 2;
const CHANGE = 3;

export type ChangelogKey =
  | { readonly kind: "meta" }
  | { readonly kind: "state"; readonly pattern: string; readonly key: string }
  | { readonly kind: "mark"; readonly at: string }
  | { readonly kind: "change"; readonly number: number };

export const metaKey = (): Uint8Array => tagged(META, "meta");

export const stateKey = (pattern: string, key: string): Uint8Array =>
  tagged(STATE, `${pattern}\0${key}`);

/** `at`: the positions, joined. */
export const markKey = (at: string): Uint8Array => tagged(MARK, at);

/** Where the task made an announced change: kept for as long as the changelog. */
export const changeKey = (number: number): Uint8Array => tagged(CHANGE, `change ${number}`);

/** null: a later release's. */
export function readKey(bytes: Uint8Array): ChangelogKey | null {
  const rest = (): string => textOf(bytes.subarray(1));
  switch (bytes[0]) {
    case META:
      return { kind: "meta" };
    case STATE: {
      const text = rest();
      const end = text.indexOf("\0");
      return { kind: "state", pattern: text.slice(0, end), key: text.slice(end + 1) };
    }
    case MARK:
      return { kind: "mark", at: rest() };
    case CHANGE:
      return { kind: "change", number: Number(rest().split(" ")[1]) };
    default:
      return null;
  }
}

function tagged(tag: number, text: string): Uint8Array {
  const bytes = fromText(text);
  const joined = new Uint8Array(bytes.length + 1);
  joined[0] = tag;
  joined.set(bytes, 1);
  return joined;
}
