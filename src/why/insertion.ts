import { createValues, type Values } from "../analysis/candidates.ts";
import type { EventField, EventType, Expression, Type } from "../automaton/automaton.ts";
import type { Event } from "../machine/event.ts";
import type { Attempt } from "../machine/explanation.ts";
import type { Machine } from "../machine/machine.ts";
import { record } from "../machine/record.ts";
import { framesOf } from "../machine/stack.ts";
import type { Value } from "../machine/value.ts";
import { feed, type Passage, type Visitor } from "../machine/visitor.ts";
import type { Input } from "./life.ts";
import type { Seen } from "./recorder.ts";
import type { Wanted } from "./wanted.ts";

/** An event that could have come, and what would have come of it. */
export interface Insertion {
  readonly event: Event;
  readonly passage: Passage;
}

/** Around the place where an event is missing. */
export interface Place {
  readonly visitor: Visitor | null;
  readonly time: number;
  /** Real events near the place, the likeliest source of values first. */
  readonly near: readonly Event[];
}

/** Stands for any text but the one that was there. */
export const ANOTHER_TEXT = "?";

/** How often a guard may be asked what it would rather have. */
const ROUNDS = 3;
const CHOICES = 4;

/** Makes events whose fields fit: as their neighbours say, as memory says, as guards ask for. */
export class Insertions {
  private readonly machine: Machine;
  private readonly wanted: Wanted;
  private readonly seen: Seen;
  private readonly values: Values;

  constructor(machine: Machine, wanted: Wanted, seen: Seen) {
    this.machine = machine;
    this.wanted = wanted;
    this.seen = seen;
    this.values = createValues(machine.automaton);
  }

  /** Events of one name that a transition by name (or `afterwards`) would take here. */
  of(
    { key, name, id }: { readonly key: string; readonly name: string; readonly id: string },
    place: Place,
  ): readonly Insertion[] {
    const type = this.machine.events.get(name)!;
    const found: Insertion[] = [];
    const tried = new Set<string>();
    const queue = this.plainly(type, place);
    for (let rounds = 0; queue.length > 0 && rounds < CHOICES + ROUNDS; rounds++) {
      const fields = queue.shift()!;
      const spelled = JSON.stringify(Object.entries(fields).map(([n, v]) => [n, String(v)]));
      if (tried.has(spelled)) continue;
      tried.add(spelled);
      const event: Event = {
        ...{ key, time: place.time, name, fields: record(Object.entries(fields)) },
        ...{ id, members: () => [] },
      };
      const passage = feed(this.machine, place.visitor, event, false);
      if (takenByName(this.machine, passage)) found.push({ event, passage });
      for (const attempt of passage.happenings.at(-1)?.step.explanation.tried ?? [])
        if (attempt.verdict === "guard false" || attempt.verdict === "failed")
          queue.push(...asked(type, fields, attempt, true, this.values));
    }
    return found;
  }

  /** Fields with which a guard would have said the opposite, perhaps. */
  instead(input: Input, attempt: Attempt, goal: boolean): readonly Event["fields"][] {
    const name = input.is === "event" ? input.event.name : null;
    if (input.is !== "event" || name === null || attempt.rule !== "on") return [];
    return asked(this.machine.events.get(name)!, input.event.fields, attempt, goal, this.values);
  }

  /** Without regard to guards: every field as the likeliest source has it, then as the second does. */
  private plainly(type: EventType, place: Place): Record<string, Value>[] {
    const choices = type.fields.map((field) => this.choices(type.name, field, place));
    const made = [0, 1].map((n) =>
      Object.fromEntries(
        type.fields.flatMap(({ name, optional }, i) => {
          const list = choices[i]!;
          const value = list[Math.min(n, list.length - 1)];
          return value === undefined || (optional && list.length === 0) ? [] : [[name, value]];
        }),
      ),
    );
    return made as Record<string, Value>[];
  }

  private choices(event: string, { name, type }: EventField, place: Place): readonly Value[] {
    const { visitor, near } = place;
    const asked = this.wanted.where.find(({ field }) => field === name)?.written;
    const lanes = (visitor?.lanes ?? []).map(({ lane }) => lane.values[name]).reverse();
    const configurations = (visitor?.lanes ?? []).map(({ configuration }) => configuration);
    const frames = configurations.flatMap(({ stack }) =>
      framesOf(stack)
        .slice(0, 3)
        .map(({ fields }) => fields[name]),
    );
    const pool = [
      ...(asked !== undefined && type.kind === "text" ? [asked] : []),
      ...near.map(({ fields }) => (Object.hasOwn(fields, name) ? fields[name] : undefined)),
      ...lanes,
      ...frames,
      ...(this.seen.get(`${event}.${name}`) ?? []),
      ...this.values.of(type, false, []),
    ];
    return [...new Set(pool.filter((value) => value !== undefined && fits(type, value)))];
  }
}

/** A neighbour's field of the same name may have another type. */
function fits(type: Type, value: Value): boolean {
  if (type.kind === "text")
    return typeof value === "string" && (type.values?.includes(value) ?? true);
  if (type.kind === "boolean") return typeof value === "boolean";
  if (type.kind === "exact") return typeof value === "bigint" || Number.isSafeInteger(value);
  return typeof value === "number";
}

/** Whether the last step was taken by a transition that names its event, or noted by `afterwards`. */
export function takenByName(machine: Machine, { happenings }: Passage): boolean {
  const last = happenings.findLast(({ stimulus }) => stimulus.kind === "event");
  if (last === undefined || last.step.failure !== null) return false;
  const { tried, afterwards } = last.step.explanation;
  if (afterwards.length > 0) return true;
  return last.step.taken && !isCatchAll(machine, tried.at(-1)!);
}

/** `on other` or `on any`. */
export function isCatchAll(machine: Machine, { owner, index, rule }: Attempt): boolean {
  if (rule !== "on") return false;
  const holder = machine.states.get(owner) ?? machine.groups.get(owner)!;
  return typeof holder.transitions[index - 1]!.on === "string";
}

/** Fields with which a guard would be nearer to true: the other side of a comparison put in. */
function asked(
  type: EventType,
  fields: Readonly<Record<string, Value>>,
  { values }: Attempt,
  goal: boolean,
  pool: Values,
): Record<string, Value>[] {
  const known = new Map(values.map(({ expression, value }) => [expression, value]));
  const found: Record<string, Value>[] = [];
  const put = (name: string, value: Value): void => {
    const field = type.fields.find((one) => one.name === name);
    if (field !== undefined && value !== undefined && fits(field.type, value))
      found.push({ ...fields, [name]: value });
  };
  for (const { expression, value } of values) {
    if (expression.op === "isKnown" && expression.operand.op === "field" && value !== goal) {
      const { name, type: kind } = expression.operand;
      if (goal) put(name, pool.of(kind, false, [])[0]);
    }
    if (expression.op !== "compare" || value === goal) continue;
    const { left, right } = expression;
    const operator = goal ? expression.operator : OPPOSITE[expression.operator];
    for (const [side, other, sign] of [
      [left, right, 1],
      [right, left, -1],
    ] as const) {
      const name = fieldIn(side);
      if (name === null) continue;
      const kind = type.fields.find((field) => field.name === name)?.type;
      if (kind !== undefined)
        put(name, beyond(converted(known.get(other), other.type, kind), operator, sign));
    }
  }
  return found;
}

const OPPOSITE = { "=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">" } as const;

/** `x` itself, also as the machine widens or rescales it. */
function fieldIn(expression: Expression): string | null {
  if (expression.op === "field") return expression.name;
  return expression.op === "widen" ? fieldIn(expression.operand) : null;
}

/** A value of one type as one of another, where both are numbers of some kind; the sides of a comparison need not be alike. */
function converted(value: Value, from: Type, to: Type): Value {
  if (value === undefined || from.kind !== "exact") return value;
  if (to.kind === "number") return Number(value) / 10 ** from.scale;
  if (to.kind !== "exact" || to.scale === from.scale) return value;
  const scaled = Number(value) * 10 ** (to.scale - from.scale);
  return Number.isSafeInteger(scaled) ? scaled : undefined;
}

function beyond(value: Value, operator: string, sign: 1 | -1): Value {
  if (operator === "!=")
    return typeof value === "number" ? value + 1 : value === true ? false : ANOTHER_TEXT;
  if (operator !== "<" && operator !== ">") return value;
  if (typeof value !== "number") return undefined;
  return value + (operator === ">" ? sign : -sign);
}
