import type { Event } from "../machine/event.ts";
import type { Machine } from "../machine/machine.ts";
import type { Output } from "../machine/output.ts";
import type { Happening, Passage, Visitor } from "../machine/visitor.ts";
import { type Input, type Life, pass, type SessionSpan } from "./life.ts";
import { oddityOf } from "./oddity.ts";
import { signatureOf } from "./signature.ts";
import { isWanted, type Wanted } from "./wanted.ts";

export interface Goal {
  /** The output that was wanted, and the step that gave it. */
  readonly output: Output;
  readonly happening: Happening;
}

/** Before the session, so many inputs at most; and after it. */
const BEFORE = 40;
const AFTER = 3;

/** The part of a life in which an explanation is looked for, and what is known of it as it was. */
export class Scope {
  readonly from: number;
  readonly to: number;
  readonly oddity: (passage: Passage | null) => number;
  private readonly machine: Machine;
  private readonly life: Life;
  private readonly session: SessionSpan;
  private readonly wanted: Wanted;
  private readonly own: ReadonlySet<string>;
  private readonly signatures = new Map<number, string>();
  /** How odd the life was, from each input on. */
  private readonly odd: readonly number[];
  /** Names of events from each input on. */
  private readonly names: readonly ReadonlySet<string>[];

  constructor(machine: Machine, life: Life, session: SessionSpan, wanted: Wanted) {
    this.machine = machine;
    this.life = life;
    this.session = session;
    this.wanted = wanted;
    this.own = new Set(session.events);
    this.oddity = oddityOf(machine, wanted);
    [this.from, this.to] = bounds(machine, life, session);
    this.odd = this.oddityAhead();
    this.names = this.namesAhead();
  }

  get key(): string {
    return this.life.key;
  }

  get start(): Visitor | null {
    return this.life.visitors[this.from]!;
  }

  /** What comes at a place; at the scope's end time runs on, to what comes next if anything does. */
  input(at: number): Input {
    if (at < this.to) return this.life.inputs[at]!;
    const until = this.event(this.to)?.time ?? Number.POSITIVE_INFINITY;
    return { is: "time", until, through: false };
  }

  event(at: number): Event | undefined {
    const input = this.life.inputs[at];
    return input?.is === "event" ? input.event : undefined;
  }

  /** Real events around a place: the next, the one before, and so on. */
  near(at: number): readonly Event[] {
    return [at, at - 1, at + 1, at - 2]
      .map((index) => this.event(index))
      .filter((event) => event !== undefined);
  }

  /** Whether the edited life goes on from here as it did. */
  isAsItWas(at: number, visitor: Visitor | null): boolean {
    const was = this.signatures.get(at) ?? signatureOf(this.machine, this.life.visitors[at]!);
    this.signatures.set(at, was);
    return was === signatureOf(this.machine, visitor);
  }

  oddFrom(at: number): number {
    return this.odd[at] ?? 0;
  }

  namesFrom(at: number): ReadonlySet<string> {
    return this.names[at]!;
  }

  /** The wanted output, if it came and belongs to the session asked for. */
  goalIn({ happenings }: Passage): Goal | null {
    for (const happening of happenings)
      for (const output of happening.step.outputs)
        if (isWanted(output, this.wanted) && this.belongs(happening)) return { output, happening };
    return null;
  }

  private belongs({ stimulus, situation, lane }: Happening): boolean {
    const { session, machine } = this;
    if (!machine.automaton.session.shared && lane.texts.some((text, i) => text !== session.lane[i]))
      return false;
    // Its own events may have come a little sooner, into the session before.
    const own = stimulus.kind === "event" && this.own.has(stimulus.event.id);
    const start = session.start - (own ? machine.automaton.session.gap : 0);
    return situation.at >= start && situation.at <= session.end.instant;
  }

  private oddityAhead(): readonly number[] {
    const odd: number[] = [];
    for (let at = this.to, sum = 0; at >= this.from; at--) {
      sum += this.oddity(pass(this.machine, this.life.visitors[at]!, this.input(at)));
      odd[at] = sum;
    }
    return odd;
  }

  private namesAhead(): readonly ReadonlySet<string>[] {
    const ahead: ReadonlySet<string>[] = [];
    let names: ReadonlySet<string> = new Set();
    for (let at = this.to; at >= this.from; at--) {
      const name = at < this.to ? this.event(at)?.name : null;
      if (name != null && !names.has(name)) names = new Set(names).add(name);
      ahead[at] = names;
    }
    return ahead;
  }
}

/** The session's inputs, with what came just before it and just after. */
function bounds(
  machine: Machine,
  { inputs, sessions }: Life,
  session: SessionSpan,
): readonly [from: number, to: number] {
  const reach = 2 * machine.automaton.session.gap;
  const previous = sessions.findLast(
    ({ last, latest }) => last < session.first && session.start - latest <= reach,
  );
  const from =
    previous === undefined ? session.first : Math.max(previous.first, session.first - BEFORE);
  let to = session.last + 1;
  while (to < inputs.length && to <= session.last + AFTER) {
    const input = inputs[to]!;
    if (input.is === "event" && input.event.time > session.latest + reach) break;
    to++;
  }
  return [from, to];
}
