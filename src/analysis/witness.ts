import type { Automaton, EventType } from "../automaton/automaton.ts";
import type { Configuration } from "../machine/configuration.ts";
import type { Event } from "../machine/event.ts";
import { load, type Machine } from "../machine/machine.ts";
import { framesOf, withoutExpired } from "../machine/stack.ts";
import type { Value } from "../machine/value.ts";
import { advance, feed, type Happening, type Passage, type Visitor } from "../machine/visitor.ts";
import { createValues, type Fields, fieldChoices, SCENARIO_START } from "./candidates.ts";
import type { Occurrence } from "./head.ts";
import type { Reached } from "./reached.ts";

/** Something concrete that happens: an event, or time passing until then. */
export interface WitnessStep {
  readonly time: number;
  /** null with `fields`: an undeclared record. */
  readonly event: string | null;
  /** null: only time passes. */
  readonly fields: Fields | null;
}

/** A concrete life of one key that has been replayed on the reference step. */
export interface Witness {
  readonly steps: readonly WitnessStep[];
}

export interface Search {
  /** Events and times that follow a journey to where it is said to lead, if a bounded search finds them. */
  find(journey: readonly Occurrence[], reached: Reached): Witness | null;
}

/** Steps of the machine that one search may take. */
const BUDGET = 1500;
/** Of them, so many are left to follow the journey; the rest look around without it. */
const GUIDED = 500;
const CHOICES = 40;
const SECOND = 1000;

/** A point of a search: what the machine has come to, and how. */
interface Point {
  readonly visitor: Visitor | null;
  readonly steps: readonly WitnessStep[];
  /** The latest moment so far. */
  readonly time: number;
  readonly last: Happening | null;
}

const ORIGIN: Point = { visitor: null, steps: [], time: SCENARIO_START - SECOND, last: null };

export function createSearch(automaton: Automaton): Search {
  let machine: Machine | null = null;
  return {
    find(journey, reached) {
      machine ??= load(automaton);
      return new Finding(machine, reached).find(journey);
    },
  };
}

/** Takes a witness's steps once more; what a test does with every witness printed. */
export function replay(automaton: Automaton, witness: Witness): readonly Happening[] {
  const machine = load(automaton);
  let point = ORIGIN;
  const happenings: Happening[] = [];
  for (const step of witness.steps) {
    const passage = pass(machine, point, step);
    if (passage === null) throw new Error("time passes where nothing has begun");
    happenings.push(...passage.happenings);
    point = { ...point, visitor: passage.visitor };
  }
  return happenings;
}

function pass(machine: Machine, { visitor, steps }: Point, step: WitnessStep): Passage | null {
  const { time, event: name, fields } = step;
  if (fields === null) return visitor === null ? null : advance(machine, visitor, time);
  const id = `scenario#${steps.length + 1}`;
  const event: Event = { key: "scenario", time, name, fields, id, members: () => [] };
  return feed(machine, visitor, event, false);
}

class Finding {
  private readonly machine: Machine;
  private readonly reached: Reached;
  private readonly values;
  private spent = 0;

  constructor(machine: Machine, reached: Reached) {
    this.machine = machine;
    this.reached = reached;
    this.values = createValues(machine.automaton);
  }

  find(journey: readonly Occurrence[]): Witness | null {
    const found = this.follow(ORIGIN, journey, 0) ?? this.explore();
    return found === null ? null : { steps: found.steps };
  }

  /** Depth first along the journey, through the values and times that make each occurrence happen. */
  private follow(point: Point, journey: readonly Occurrence[], at: number): Point | null {
    if (at === journey.length) return this.arrived(point) ? point : null;
    const occurrence = journey[at]!;
    if (occurrence.by === "expiry") {
      const time = expiryOf(this.machine, point, occurrence.kind);
      if (time === null) return null;
      return this.follow({ ...point, time: Math.max(point.time, time - SECOND) }, journey, at + 1);
    }
    const steps =
      occurrence.by === "timer"
        ? this.untilTimer(point, occurrence.pointer)
        : this.choices(point, occurrence.event);
    for (const step of steps) {
      if (this.spent >= GUIDED) return null;
      const next = this.take(point, step);
      if (next === null || pointerOf(this.machine, next.last) !== occurrence.pointer) {
        // A step that fails where a read finds nothing is where some journeys lead.
        if (next !== null && at === journey.length - 1 && this.arrived(next)) return next;
        continue;
      }
      const end = this.follow(next, journey, at + 1);
      if (end !== null) return end;
    }
    return null;
  }

  /** Breadth first without the journey: finds what needs an event twice, such as a counter. */
  private explore(): Point | null {
    const seen = new Set<string>();
    const work: Point[] = [ORIGIN];
    for (const point of work) {
      for (const step of this.anything(point)) {
        if (this.spent >= BUDGET) return null;
        const next = this.take(point, step);
        if (next === null) continue;
        if (this.arrived(next)) return next;
        const signature = spell(next);
        if (seen.has(signature)) continue;
        seen.add(signature);
        work.push(next);
      }
    }
    return null;
  }

  private take(point: Point, step: WitnessStep): Point | null {
    this.spent++;
    const passage = pass(this.machine, point, step);
    if (passage === null) return null;
    return {
      visitor: passage.visitor,
      steps: [...point.steps, step],
      time: step.time,
      last: passage.happenings.at(-1) ?? null,
    };
  }

  private anything(point: Point): readonly WitnessStep[] {
    const { events } = this.machine.automaton.vocabulary;
    const steps = events.flatMap((event) => this.choices(point, event.name).slice(0, 6));
    const due = point.visitor?.lanes[0]?.configuration.timers.map((timer) => timer.due) ?? [];
    return [...steps, ...due.map((time) => ({ time, event: null, fields: null }))];
  }

  private choices(point: Point, name: string | null): readonly WitnessStep[] {
    const plainly = { time: point.time + SECOND, event: name };
    const event = this.machine.automaton.vocabulary.events.find((one) => one.name === name);
    if (event === undefined) return [{ ...plainly, fields: {} }];
    const seen = held(configurationOf(point));
    const fixed = laneFields(this.machine.automaton, event, this.values);
    const fields = fieldChoices(event, fixed, this.values, seen, CHOICES);
    const [first] = fields;
    const waits = this.values.durations.flatMap((d) => [d + 1, d, d - 1]).filter((d) => d > 0);
    return [
      ...fields.map((some) => ({ ...plainly, fields: some })),
      ...waits.slice(0, 12).map((wait) => ({
        ...plainly,
        time: point.time + wait,
        fields: first!,
      })),
    ];
  }

  private untilTimer(point: Point, pointer: string): readonly WitnessStep[] {
    const [, list, owner, , index] = pointer.split("/");
    const { automaton } = this.machine;
    const holder = automaton[list as "states" | "groups"][Number(owner)]!;
    const timer = holder.timers[Number(index)]!;
    const armed = configurationOf(point)?.timers.find(
      (one) => one.owner === holder.name && one.index === Number(index) + 1,
    );
    if (armed === undefined) return [];
    // Time until T makes due what comes before the events of T, so a `within` needs one millisecond more.
    const time = armed.due + (timer.kind === "within" ? 1 : 0);
    return [{ time, event: null, fields: null }];
  }

  private arrived(point: Point): boolean {
    const { reached } = this;
    const { last } = point;
    if ("fired" in reached) return pointerOf(this.machine, last) === reached.fired;
    if ("failed" in reached) {
      if (last === null || last.step.failure === null || last.before.state !== reached.state) {
        return false;
      }
      return (
        last.step.failure.includes("missing") && reached.tops.includes(topOf(this.machine, last))
      );
    }
    const stack = configurationOf(point)?.stack ?? null;
    return framesOf(stack).length >= reached.depth;
  }
}

const configurationOf = (point: Point): Configuration | null =>
  point.visitor?.lanes[0]?.configuration ?? null;

/** The JSON pointer of the rule that fired in a step. */
export function pointerOf({ automaton }: Machine, happening: Happening | null): string | null {
  const tried = happening?.step.explanation.tried.at(-1);
  if (tried === undefined || !happening!.step.taken || happening!.step.failure !== null)
    return null;
  if (tried.verdict !== "fired" && tried.verdict !== "depth else") return null;
  const list = { on: "transitions", timer: "timers", onEnd: "onEnd" }[tried.rule];
  const state = automaton.states.findIndex((one) => one.name === tried.owner);
  const group = automaton.groups.findIndex((one) => one.name === tried.owner);
  const owner = state >= 0 ? `/states/${state}` : group >= 0 ? `/groups/${group}` : "";
  return `${owner}/${list}/${tried.index - 1}`;
}

/** What `top` reads in a step. */
function topOf(machine: Machine, { before, situation }: Happening): string | null {
  return framesOf(withoutExpired(before.stack, machine.kinds, situation.now))[0]?.kind ?? null;
}

/** The first moment at which the topmost frame of a kind is gone. */
function expiryOf(machine: Machine, point: Point, kind: string): number | null {
  const stack = configurationOf(point)?.stack ?? null;
  const frame = framesOf(withoutExpired(stack, machine.kinds, point.time + SECOND))[0];
  // Gone already while time went by.
  if (frame === undefined || frame.kind !== kind) return point.time;
  return frame.born + machine.kinds.get(kind)!.expires! + 1;
}

/** Values that a run holds: what an event may have to equal, or not to. */
function held(configuration: Configuration | null): readonly Value[] {
  if (configuration === null) return [];
  const registers = Object.values(configuration.registers).map(({ value }) => value);
  const frames = framesOf(configuration.stack).slice(0, 3);
  const fields = frames.flatMap((frame) => Object.values(frame.fields));
  return [...registers, ...fields].flatMap((value): Value[] =>
    typeof value === "number" ? [value, value + 1] : value === undefined ? [] : [value],
  );
}

/** All events of a witness are of one lane. */
function laneFields(
  automaton: Automaton,
  event: EventType,
  values: ReturnType<typeof createValues>,
): Fields {
  const lanes = automaton.lanes?.fields ?? [];
  return Object.fromEntries(
    lanes
      .filter(({ name }) => event.fields.some((field) => field.name === name))
      .map(({ name, type }) => [name, values.of(type, false, [])[0]]),
  );
}

/** What makes two points of a search alike; times aside. */
function spell(point: Point): string {
  const now = configurationOf(point);
  if (now === null) return "none";
  const registers = Object.entries(now.registers).map(([name, { value }]) => [name, String(value)]);
  const frames = framesOf(now.stack).map(({ kind, fields }) => [
    kind,
    ...Object.values(fields).map(String),
  ]);
  return JSON.stringify([now.state, registers, frames, now.timers.length]);
}
