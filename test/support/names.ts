import type { Draw } from "./draw.ts";

/** The names of everything in a pattern that has one, the vocabulary aside. */
export interface Names {
  readonly states: readonly string[];
  readonly registers: readonly string[];
  /** Frame kinds with their fields. A field of one name in two kinds is of one type. */
  readonly kinds: readonly (readonly [kind: string, fields: readonly string[]])[];
  readonly outputs: readonly string[];
  readonly outputFields: readonly string[];
}

const PLAIN: Names = {
  states: ["idle", "looking", "found", "carted", "waiting", "done"],
  registers: ["last", "seen", "best", "since_then"],
  kinds: [
    ["query", ["label", "rank"]],
    ["filter", ["facet", "label"]],
    ["mark", []],
  ],
  outputs: ["note", "total", "alarm"],
  outputFields: ["what", "many", "when_it_was", "term", "size"],
};

/** Names that mean something to the language or to the machine's own language. */
const ODD: Names = {
  states: ["start", "constructor", "__proto__", "toString", "arguments", "state"],
  registers: ["constructor", "__proto__", "hasOwnProperty", "undefined"],
  kinds: [
    ["prototype", ["constructor", "__proto__"]],
    ["function", ["valueOf", "constructor"]],
    ["class", []],
  ],
  outputs: ["constructor", "__proto__", "eval"],
  outputFields: ["__proto__", "toJSON", "length", "term", "constructor"],
};

export const drawNames = (draw: Draw): Names => (draw.chance(0.1) ? ODD : PLAIN);
