import type { Type } from "../automaton/automaton.ts";
import type { Output } from "./output.ts";
import type { Value } from "./value.ts";
import { formatExact, formatNumber } from "./values/digits.ts";
import type { Exact } from "./values/exact.ts";
import { formatTime } from "./values/time.ts";

/** An output as its line, without a line feed (rule 27): one JSON object without blanks. */
export function outputLine(output: Output): string {
  const data = [
    ...output.data.map(({ name, type, value }) => member(name, renderValue(type, value))),
    ...output.members.map(([name, json]) => member(name, json)),
  ];
  const head = [
    member("id", JSON.stringify(output.id)),
    ...(output.rev === undefined ? [] : [member("rev", String(output.rev))]),
    member("pattern", JSON.stringify(output.pattern)),
    member("version", JSON.stringify(output.version)),
    member("output", JSON.stringify(output.output)),
    member("kind", JSON.stringify(output.kind)),
    member("key", JSON.stringify(output.key)),
    ...laneMember(output.lane),
    ...(output.session === null ? [] : [member("session", JSON.stringify(output.session))]),
    member("time", JSON.stringify(formatTime(output.time))),
    member("causes", JSON.stringify(output.causes)),
  ];
  const rest = output.retracted === true ? '"retracted":true' : `"data":{${data.join(",")}}`;
  return `{${head.join(",")},${rest}}`;
}

function member(name: string, json: string): string {
  return `${JSON.stringify(name)}:${json}`;
}

/** Nothing without lanes, a text for one field, a list for several. */
function laneMember(lane: readonly string[]): string[] {
  if (lane.length === 0) return [];
  return [member("lane", JSON.stringify(lane.length === 1 ? lane[0] : lane))];
}

/** A value as JSON text. */
export function renderValue(type: Type, value: Exclude<Value, undefined>): string {
  switch (type.kind) {
    case "text":
      return JSON.stringify(value);
    case "exact":
      return formatExact(value as Exact, type.scale);
    case "time":
      return `"${formatTime(value as number)}"`;
    case "boolean":
      return String(value);
    case "number":
    case "duration":
      return formatNumber(value as number);
  }
}

/**
 * Percent-encoding of rule 27: all bytes of UTF-8 but `A-Z a-z 0-9 - . _ # @ : ~ ,`; inside E, key and lane
 * `,` and `~` too. A lone surrogate is encoded as U+FFFD.
 */
export function encodeId(
  text: string,
  { inner = false }: { readonly inner?: boolean } = {},
): string {
  const plain = inner ? PLAIN_INSIDE : PLAIN;
  if (plain.test(text)) return text;
  let encoded = "";
  for (const character of text) {
    if (plain.test(character)) encoded += character;
    else for (const byte of utf8(character.codePointAt(0)!)) encoded += percent(byte);
  }
  return encoded;
}

const PLAIN = /^[A-Za-z0-9\-._#@:~,]*$/;
const PLAIN_INSIDE = /^[A-Za-z0-9\-._#@:]*$/;

const HEX = "0123456789ABCDEF";

function percent(byte: number): string {
  return `%${HEX[byte >> 4]}${HEX[byte & 15]}`;
}

function utf8(code: number): readonly number[] {
  const tail = (shift: number): number => 0x80 | ((code >> shift) & 0x3f);
  if (code < 0x80) return [code];
  if (code < 0x800) return [0xc0 | (code >> 6), tail(0)];
  if (code >= 0xd800 && code <= 0xdfff) return utf8(0xfffd);
  if (code < 0x10000) return [0xe0 | (code >> 12), tail(6), tail(0)];
  return [0xf0 | (code >> 18), tail(12), tail(6), tail(0)];
}
