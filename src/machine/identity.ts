import type { Type } from "../automaton/automaton.ts";
import type { Writer } from "./configuration.ts";
import { scaleOf } from "./machine.ts";
import { encodeId } from "./render.ts";
import type { Value } from "./value.ts";
import { formatExact } from "./values/digits.ts";
import type { Exact } from "./values/exact.ts";

/** Ids of rule 27. */

export const sessionIdOf = (
  pattern: string,
  key: string,
  lane: readonly string[],
  first: Writer,
): string => `${encodeId(pattern)}/${keyPart(key, lane)}/${eventTrigger(first.id)}`;

/** Key and lane joined by `,`. */
const keyPart = (key: string, lane: readonly string[]): string =>
  [key, ...lane].map((text) => encodeId(text, { inner: true })).join(",");

/** The trigger, without encoding of its own separators: `E`, `E~owner.n~due`, `E~end`. */
export const eventTrigger = (event: string): string => encodeId(event, { inner: true });

export const timerTrigger = (
  armedBy: string,
  owner: string,
  index: number,
  due: number,
  branch?: string,
): string =>
  `${encodeId(armedBy, { inner: true })}~${encodeId(`${owner}.${index}`)}~${due}${ofBranch(branch)}`;

export const endTrigger = (first: string, branch?: string): string =>
  `${encodeId(first, { inner: true })}~end${ofBranch(branch)}`;

/** With branches, `~` and the branch's latest event. */
const ofBranch = (branch: string | undefined): string =>
  branch === undefined ? "" : `~${encodeId(branch, { inner: true })}`;

export const outputIdOf = (
  pattern: string,
  key: string,
  lane: readonly string[],
  trigger: string,
  output: string,
  occurrence: number,
): string =>
  [encodeId(pattern), keyPart(key, lane), trigger, encodeId(output), occurrence].join("/");

/** A lane's value as outputs and ids carry it: a text, or the digits of an integer. */
export const laneText = (type: Type, value: Value): string =>
  type.kind === "exact" ? formatExact(value as Exact, scaleOf(type)) : String(value);
