import type { Type } from "../../automaton/automaton.ts";
import { evaluateBuiltin, newPrepared } from "../builtins.ts";
import type { Event } from "../event.ts";
import { StepFailure } from "../failure.ts";
import { NO_LANE, NOBODY } from "../kept.ts";
import type { Counts, DeadStep } from "../output.ts";
import { encodeId } from "../render.ts";
import type { Tally } from "../tally.ts";
import type { Value } from "../value.ts";
import { formatExact } from "../values/digits.ts";
import {
  addExact,
  compareExact,
  exactToNumber,
  multiplyExact,
  negateExact,
  rescaleExact,
  roundedQuotient,
  subtractExact,
} from "../values/exact.ts";
import { share } from "../values/share.ts";
import { compareText } from "../values/text.ts";
import { formatTime } from "../values/time.ts";
import type { Visitor } from "../visitor.ts";
import { Causes } from "./collector.ts";

/** Who is told what a table's automata do. */
export interface TwinHost {
  readonly counts: Counts;
  /** An output as its line, without a line feed. */
  readonly line: (text: string) => void;
  readonly dead: (step: DeadStep) => void;
  /** Kept by a twin that was made for it. */
  readonly tally?: Tally;
  /** Where events have numbers that stand for their ids. */
  readonly ids?: {
    readonly refOf: (event: Event) => number;
    readonly textOf: (ref: number) => string;
    /** The text as ids have it and as it stands between the quotes of JSON, where that is known without looking. */
    readonly idOf?: (ref: number) => string;
    readonly insideOf?: (ref: number) => string;
    /** The other way round, for what was kept as text; where nothing is restored, nobody asks. */
    readonly numberOf?: (text: string) => number;
  };
  /** Of a twin that was made for events that pass: what takes the place of texts. */
  readonly passing?: PassingEvents;
}

/** Rows by key, as a Map has them. */
export interface KeyedRows {
  readonly size: number;
  /** The row of an event's key; undefined: there is none. */
  find(event: Event): number | undefined;
  get(key: string): number | undefined;
  set(key: string, row: number): void;
  delete(key: string): void;
  values(): Iterable<number>;
}

/** Events that nobody keeps, straight from a reader: their keys need not become texts, nor their names be looked up. */
export interface PassingEvents {
  readonly rows: KeyedRows;
  /** The event's place among those that the vocabulary declares; behind the last: undeclared. */
  readonly codeOf: (event: Event) => number;
}

/** An open session as the order words look at it. */
export interface TwinSession {
  readonly clock: number;
  /** The instant at which it ends if nothing more comes. */
  readonly end: number;
  /** Of its first event: the id, or the number that stands for it. */
  readonly first: string | number;
  /** Of a session that lanes do not share. */
  readonly lane: readonly string[];
}

/** The open sessions of one pattern, by key. A row is a key's place while something of it is open. */
export interface TwinTable {
  /** The row of the key that was touched; -1: none. What is no longer open has no next instant. */
  feed(event: Event, behindWatermark: boolean): number;
  /** Rule 30; `through`: what is due at `until` itself, too, whatever its kind. */
  advance(row: number, until: number, through: boolean): void;
  /** The earliest instant at which something is due; Infinity: the row is free. */
  nextDue(row: number): number;
  /** The open session that an event would be stepped in, were it not over by then; null: none. */
  sessionOf(event: Event): TwinSession | null;
  keyOf(row: number): string;
  /** -1: nothing of the key is open. */
  rowOf(key: string): number;
  rows(): Iterable<number>;
  size(): number;
  /** What is open of the key, as kept.ts says; null: the row is free. */
  save(row: number): Visitor | null;
  /** The key goes on from there, whatever was open of it before; its row. Nobody is told anything. */
  restore(visitor: Visitor): number;
  /** Nothing is open of the key any more. Nobody is told anything. */
  forget(key: string): void;
}

/** What generated code stands on: nothing of a pattern is in it. */
interface Runtime {
  readonly [name: string]: unknown;
}

export function createRuntime(): Runtime {
  const prepared = newPrepared();
  return {
    StepFailure,
    Causes,
    fail(reason: string): never {
      throw new StepFailure(reason);
    },
    builtin: (name: string, values: readonly Value[], types: readonly Type[], type: Type): Value =>
      evaluateBuiltin(name, values, types, type, prepared),
    idText,
    insideText,
    numbered,
    instantText: instantWriter(),
    membersText,
    NOBODY,
    NO_LANE,
    hasOwn: Object.hasOwn,
    abs: Math.abs,
    ...{ addExact, subtractExact, multiplyExact, negateExact, compareExact, rescaleExact },
    ...{ roundedQuotient, exactToNumber, formatExact, compareText, share },
  };
}

/** Percent-encoded as parts of ids are; nearly always nothing has to be. */
function idText(text: string): string {
  for (let i = 0; i < text.length; i++)
    if (PLAIN[text.charCodeAt(i)] !== 1) return encodeId(text, { inner: true });
  return text;
}

const PLAIN = Uint8Array.from({ length: 128 }, (_, code) =>
  /[A-Za-z0-9\-._#@:]/.test(String.fromCharCode(code)) ? 1 : 0,
);

function numbered(ids: NonNullable<TwinHost["ids"]>): Required<Omit<typeof ids, "numberOf">> {
  const { textOf } = ids;
  return {
    idOf: (ref) => idText(textOf(ref)),
    insideOf: (ref) => insideText(textOf(ref)),
    ...ids,
  };
}

/** A text as it stands between the quotes of JSON; nearly always nothing has to be escaped. */
function insideText(text: string): string {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 32 || code === 34 || code === 92 || code >= 0xd800)
      return JSON.stringify(text).slice(1, -1);
  }
  return text;
}

/** Times are mostly near the one before: its minute and second are remembered as text. */
function instantWriter(): (instant: number) => string {
  let minute = Number.NaN;
  let second = Number.NaN;
  let untilMinute = "";
  let untilSecond = "";
  const seconds = Array.from({ length: 60 }, (_, i) => `${String(i).padStart(2, "0")}.`);
  const thousandths = Array.from({ length: 1000 }, (_, i) => `${String(i).padStart(3, "0")}Z`);
  return (instant) => {
    const at = Math.floor(instant / 1000);
    if (at !== second) {
      second = at;
      const inMinute = Math.floor(at / 60);
      if (inMinute !== minute) {
        minute = inMinute;
        untilMinute = formatTime(minute * 60_000).slice(0, -7);
      }
      untilSecond = untilMinute + seconds[at - minute * 60];
    }
    return untilSecond + thousandths[instant - at * 1000];
  };
}

/** Rule 27: the record's members whose names are not there yet. */
function membersText(event: Event, data: readonly string[], comma: boolean): string {
  const names = new Set(data);
  let text = "";
  for (const [name, json] of event.members()) {
    if (names.has(name)) continue;
    names.add(name);
    text += `${comma || text !== "" ? "," : ""}${JSON.stringify(name)}:${json}`;
  }
  return text;
}
