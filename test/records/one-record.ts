import type { Type } from "../../src/automaton/automaton.ts";
import { event, field, mapOne, vocabulary } from "./mapping.ts";

/** The vocabulary of one event. */
export const shop = (...fields: Parameters<typeof event>[1]) => vocabulary([event("buy", fields)]);
/** A record of it, with these members besides. */
export const record = (members: string) =>
  `{"key":"k","ts":1000,"type":"buy"${members === "" ? "" : ","}${members}}`;

/** The value of a field `x`, or why there is none. */
export function readX(json: string, type: Type, note = "") {
  const result = mapOne(record(`"x":${json}`), shop(field("x", type, note)));
  return result.kind === "event" ? result.event.fields.x : result.reason;
}
