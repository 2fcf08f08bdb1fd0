import type { EventField, EventType, Type } from "../automaton/automaton.ts";
import { chainOf, type Machine } from "../machine/machine.ts";
import { record } from "../machine/record.ts";
import { renderValue } from "../machine/render.ts";
import type { Value } from "../machine/value.ts";
import { formatTime } from "../machine/values/time.ts";
import { feed, type Visitor } from "../machine/visitor.ts";
import { randomOf } from "./random.ts";
import { markedFields, mixedUp, newMarks } from "./sample-order.ts";

export interface SampleOptions {
  readonly seed: number;
  readonly keys: number;
  readonly events: number;
  /** Milliseconds since 1970 of the first event. */
  readonly start: number;
  /** Mean time between two events of a key within a visit, in milliseconds. */
  readonly pauseMs: number;
}

/** How often a visitor does what the pattern waits for. */
const FOLLOWS = 0.75;
/** How often a pause is longer than a session's gap. */
const LEAVES = 0.06;

/**
 * Lines of a log in which the pattern's events occur as it waits for them, mostly: each key walks through
 * the automaton and picks, more often than not, an event that its state has a transition for. Where the
 * pattern has order words, some come late or twice. The same options give the same bytes.
 */
export function sampleLog(machine: Machine, options: SampleOptions): Iterable<string> {
  const { order } = machine.automaton;
  const random = randomOf(options.seed);
  const lines = linesInOrder(machine, options, random);
  return order === undefined ? lines : mixedUp(lines, order, random);
}

function* linesInOrder(
  machine: Machine,
  options: SampleOptions,
  random: () => number,
): Generator<string> {
  const { session, order } = machine.automaton;
  const walkers = Array.from({ length: options.keys }, (_, i) => ({
    key: `v${i + 1}`,
    visitor: null as Visitor | null,
    marks: order === undefined ? null : newMarks(order),
    next: options.start + Math.floor(random() * options.pauseMs * options.keys),
  }));
  for (let n = 1; n <= options.events; n++) {
    const walker = walkers.reduce((a, b) => (b.next < a.next ? b : a));
    const type = pickType(machine, walker.visitor, random);
    const id = `e${n}`;
    const picked = type.fields.map((field) => [field.name, pickValue(field, random)] as const);
    const { marks } = walker;
    const marked = marks === null ? {} : markedFields(order!, type, id, marks, random);
    const values = record<Value>([...picked, ...Object.entries(marked)]);
    const fields = record(Object.entries(values).filter(([, value]) => value !== undefined));
    const event = {
      ...{ key: walker.key, time: walker.next, name: type.name, fields },
      ...{ id: `sample#${n}`, members: () => [] },
    };
    walker.visitor = feed(machine, walker.visitor, event, false).visitor;
    yield lineOf(machine, type, { key: walker.key, time: walker.next, id }, fields);
    const longer = random() < LEAVES ? session.gap : 0;
    walker.next += longer + 1000 * Math.ceil((random() * 2 * options.pauseMs) / 1000);
  }
}

function pickType(machine: Machine, visitor: Visitor | null, random: () => number): EventType {
  const { vocabulary, start } = machine.automaton;
  const lane = visitor?.lanes[Math.floor(random() * visitor.lanes.length)];
  const state = lane?.configuration.state ?? start;
  const waited = chainOf(machine, state)
    .flatMap(({ transitions }) => transitions)
    .flatMap(({ on }) => (typeof on === "string" ? [] : on.events));
  const names =
    waited.length > 0 && random() < FOLLOWS ? waited : vocabulary.events.map(({ name }) => name);
  return machine.events.get(pick(names, random))!;
}

const WORDS = ["shoes", "boots", "coat", "hat", "scarf", "socks", "umbrella", "gloves"] as const;

function pickValue({ name, type, optional }: EventField, random: () => number): Value {
  if (optional && random() < 0.2) return undefined;
  switch (type.kind) {
    case "text":
      if (type.values !== undefined) return pick(type.values, random);
      return /product|item|order|address/.test(name)
        ? `${name.slice(0, 1)}${1 + Math.floor(random() * 6)}`
        : pick(WORDS, random);
    case "exact":
      return Math.floor((1 + random() * 99) * 10 ** Math.min(type.scale, 6));
    case "number":
      return Math.round((20 + (random() + random() + random() - 1.5) * 4) * 100) / 100;
    case "boolean":
      return random() < 0.5;
    case "time":
      return Math.floor(random() * 1e12);
    case "duration":
      return 1000 * Math.floor(random() * 3600);
  }
}

const pick = <T>(list: readonly T[], random: () => number): T =>
  list[Math.floor(random() * list.length)]!;

function lineOf(
  { automaton }: Machine,
  type: EventType,
  { key, time, id }: { readonly key: string; readonly time: number; readonly id: string },
  fields: Readonly<Record<string, Value>>,
): string {
  const { vocabulary } = automaton;
  const tree = new Map<string, string>();
  const put = (path: readonly string[], json: string): void => {
    tree.set(JSON.stringify(path), json);
  };
  put(vocabulary.key.path, JSON.stringify(key));
  put(
    vocabulary.time.path,
    vocabulary.time.unit === "seconds" ? String(time / 1000) : `"${formatTime(time)}"`,
  );
  put(vocabulary.typePath, JSON.stringify(typeName(type)));
  if (vocabulary.id !== null) put(vocabulary.id.path, JSON.stringify(id));
  for (const field of type.fields) {
    const value = fields[field.name];
    if (value !== undefined) put(field.path, jsonOf(field.type, value));
  }
  return nested([...tree].map(([path, json]) => [JSON.parse(path) as string[], json]));
}

/** A duration comes as milliseconds, everything else as outputs write it. */
const jsonOf = (type: Type, value: Exclude<Value, undefined>): string => renderValue(type, value);

const typeName = ({ name, is }: EventType): string =>
  is === null ? name : "names" in is ? is.names[0]! : `${is.prefix}${name}`;

/** One JSON object from paths and JSON texts, members in the order of first mention. */
function nested(entries: readonly (readonly [path: readonly string[], json: string])[]): string {
  const members = new Map<string, (readonly [readonly string[], string])[]>();
  for (const [[first, ...rest], json] of entries)
    members.set(first!, [...(members.get(first!) ?? []), [rest, json]]);
  const texts = [...members].map(([name, inside]) => {
    const leaf = inside.find(([path]) => path.length === 0);
    return `${JSON.stringify(name)}:${leaf === undefined ? nested(inside) : leaf[1]}`;
  });
  return `{${texts.join(",")}}`;
}
