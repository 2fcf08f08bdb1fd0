import fc from "fast-check";
import type { Vocabulary } from "../../src/automaton/automaton.ts";
import type { Event } from "../../src/machine/event.ts";
import type { Value } from "../../src/machine/value.ts";
import type { Input } from "../oracle/oracle.ts";
import { type Declarations, DURATIONS, type EventShape } from "./declarations.ts";
import { type Draw, drawing } from "./draw.ts";
import { BEGINNING, drawValue, jsonOf } from "./values.ts";

/** A log as it was drawn: instants relative to the greatest event time so far. */
export type Log = readonly LogStep[];

export type LogStep =
  | {
      readonly kind: "event";
      /** Milliseconds after the greatest time so far; negative: late. */
      readonly wait: number;
      readonly key: number;
      /** null: undeclared. */
      readonly name: string | null;
      readonly fields: Readonly<Record<string, Exclude<Value, undefined>>>;
      readonly id: string;
    }
  | { readonly kind: "watermark"; readonly wait: number };

const KEYS = ["u1", "ü,/2~"] as const;
const LENGTH_MAX = 16;

export function drawLog(draw: Draw, declared: Declarations): Log {
  const keys = draw.chance(0.1) ? KEYS.length : 1;
  const watermarks = draw.chance(0.4) ? 0.2 : 0;
  const favourite = draw.pick(declared.events);
  const ids: string[] = [];
  return Array.from({ length: draw.integer(1, LENGTH_MAX) }, (_, index): LogStep => {
    if (draw.chance(watermarks)) return { kind: "watermark", wait: drawWait(draw) };
    const shape = draw.chance(0.25) ? favourite : draw.pick(declared.events);
    const id = ids.length > 0 && draw.chance(0.04) ? draw.pick(ids) : drawId(draw, index);
    ids.push(id);
    return {
      kind: "event",
      wait: index === 0 ? 0 : drawWait(draw),
      key: draw.integer(0, keys - 1),
      ...(draw.chance(0.07) ? { name: null, fields: {} } : drawEvent(draw, shape)),
      id,
    };
  });
}

const drawId = (draw: Draw, index: number): string =>
  draw.chance(0.85) ? `log.ndjson#${index + 1}` : `é~${index},/`;

function drawEvent(draw: Draw, shape: EventShape) {
  const present = shape.fields.filter((field) => !field.optional || draw.chance(0.7));
  return {
    name: shape.name,
    fields: Object.fromEntries(
      present.map((field) => [field.name, drawValue(draw, field.type)] as const),
    ),
  };
}

/** Around the durations that patterns are made of, their bounds above all. */
function drawWait(draw: Draw): number {
  const [duration] = draw.weighted(
    DURATIONS.map((one, index) => [[8, 6, 3, 2, 1][index]!, one] as const),
  );
  return draw.weighted<() => number>([
    [5, () => 0],
    [6, () => duration],
    [2, () => duration + 1],
    [2, () => duration - 1],
    [4, () => draw.pick([1, 1000, 2000, 4000])],
    [1, () => -1],
    [1, () => -draw.pick([1000, 5000])],
    [1, () => -duration],
  ])();
}

/**
 * What each key's machine is fed with. Events and fields that the vocabulary does not declare are left out:
 * a pattern may have lost them while it shrank.
 */
export function inputsOf(log: Log, vocabulary: Vocabulary): readonly (readonly Input[])[] {
  const byKey = new Map<number, Input[]>();
  for (const step of log) if (step.kind === "event") byKey.set(step.key, []);
  let latest = BEGINNING;
  let watermark = Number.NEGATIVE_INFINITY;
  for (const step of log) {
    const time = latest + step.wait;
    if (step.kind === "watermark") {
      if (time <= watermark) continue;
      watermark = time;
      for (const inputs of byKey.values()) inputs.push({ kind: "watermark", at: time });
      continue;
    }
    const event = eventOf(step, time, vocabulary);
    if (event === null) continue;
    latest = Math.max(latest, time);
    byKey.get(step.key)!.push({ kind: "event", event, behindWatermark: time < watermark });
  }
  return [...byKey.values()].map((inputs) => [...inputs, { kind: "end" }]);
}

function eventOf(
  step: LogStep & { kind: "event" },
  time: number,
  vocabulary: Vocabulary,
): Event | null {
  const declared = vocabulary.events.find(({ name }) => name === step.name);
  if (declared === undefined && step.name !== null) return null;
  const fields = (declared?.fields ?? []).filter(({ name }) => Object.hasOwn(step.fields, name));
  const key = KEYS[step.key]!;
  return {
    key,
    time,
    name: step.name,
    fields: Object.fromEntries(fields.map(({ name }) => [name, step.fields[name]])),
    id: step.id,
    members: () => [
      ["visitor", JSON.stringify(key)],
      ["ts", String(time)],
      ...fields.map(({ name, type }) => [name, jsonOf(type, step.fields[name]!)] as const),
      ["more", '{"digits":1.50}'],
    ],
  };
}

class Logs extends fc.Arbitrary<Log> {
  readonly #declared: Declarations;

  constructor(declared: Declarations) {
    super();
    this.#declared = declared;
  }

  override generate(random: fc.Random): fc.Value<Log> {
    return new fc.Value(drawLog(drawing(random), this.#declared), undefined);
  }

  override canShrinkWithoutContext(_value: unknown): _value is Log {
    return true;
  }

  override shrink(log: Log): fc.Stream<fc.Value<Log>> {
    return new fc.Stream(
      (function* () {
        for (const smaller of smallerLogs(log)) yield new fc.Value(smaller, undefined);
      })(),
    );
  }
}

/** Fewer steps first, then simpler ones. */
export function* smallerLogs(log: Log): Generator<Log> {
  for (let size = log.length >> 1; size >= 1; size >>= 1)
    for (let start = 0; start + size <= log.length; start += size) yield log.toSpliced(start, size);
  for (const [index, step] of log.entries())
    for (const simpler of simplerSteps(step)) yield log.with(index, simpler);
}

function* simplerSteps(step: LogStep): Generator<LogStep> {
  for (const wait of [0, 1000]) if (Math.abs(wait) < Math.abs(step.wait)) yield { ...step, wait };
  if (step.kind !== "event") return;
  if (step.key > 0) yield { ...step, key: 0 };
  if (!step.id.startsWith("log")) yield { ...step, id: "log.ndjson#1" };
}

/** Input logs for a program. */
export const logs = (declared: Declarations): fc.Arbitrary<Log> => new Logs(declared);
