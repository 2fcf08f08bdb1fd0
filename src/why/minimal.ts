import type { Event } from "../machine/event.ts";
import type { Machine } from "../machine/machine.ts";
import type { Output } from "../machine/output.ts";
import { renderValue } from "../machine/render.ts";
import { advance, feed, type Happening, type Visitor } from "../machine/visitor.ts";

/** Longer chains are told whole. */
const CHAIN_MOST = 400;

/** Passages that may still be taken to shorten chains; without any left they are told as long as they are by then. */
export interface Effort {
  left: number;
}

/** About a second, for all chains of one answer. */
export const EFFORT = 30_000;

/**
 * The shortest story: of the steps in a chain those without whose events the same output would not come,
 * found by leaving events out, many at first, then one by one (Zeller and Hildebrandt, "Simplifying and
 * isolating failure-inducing input", TSE 2002), and running the rest.
 */
export function minimalChain(
  machine: Machine,
  chain: readonly Happening[],
  output: Output,
  effort: Effort,
): readonly Happening[] {
  const events = chain.flatMap(({ stimulus }) =>
    stimulus.kind === "event" ? [stimulus.event] : [],
  );
  const last = chain.at(-1)!;
  if (events.length > CHAIN_MOST || effort.left < events.length) return chain;
  const kept = new Kept(machine, events, output, effort);
  if (!kept.gives(0, 0)) return chain;
  for (let size = events.length >> 1; size >= 1; size >>= 1)
    for (let at = 0; at < kept.events.length && effort.left > 0; )
      if (kept.gives(at, size)) kept.leaveOut(at, size);
      else at += size;
  const needed = new Set(kept.events);
  return chain.filter(
    (one) => one === last || (one.stimulus.kind === "event" && needed.has(one.stimulus.event)),
  );
}

/** Events that give an output, and what the machine has come to before each of them. */
class Kept {
  events: readonly Event[];
  private readonly machine: Machine;
  private readonly wanted: Output;
  private readonly spelled: string;
  private readonly effort: Effort;
  private readonly before: { readonly visitor: Visitor | null; readonly given: boolean }[] = [
    { visitor: null, given: false },
  ];

  constructor(machine: Machine, events: readonly Event[], wanted: Output, effort: Effort) {
    this.machine = machine;
    this.events = events;
    this.wanted = wanted;
    this.spelled = spelled(wanted);
    this.effort = effort;
  }

  /** Whether the same output comes at the same instant without some of the events. */
  gives(at: number, count: number): boolean {
    while (this.before.length <= at) {
      const last = this.before.at(-1)!;
      this.before.push(this.after(last, this.events[this.before.length - 1]!));
    }
    let now = this.before[at]!;
    for (const event of this.events.slice(at + count)) {
      if (now.given) return true;
      now = this.after(now, event);
    }
    if (now.given || now.visitor === null) return now.given;
    this.effort.left--;
    return this.isIn(advance(this.machine, now.visitor, Number.POSITIVE_INFINITY).happenings);
  }

  leaveOut(at: number, count: number): void {
    this.events = [...this.events.slice(0, at), ...this.events.slice(at + count)];
    this.before.length = at + 1;
  }

  private after({ visitor, given }: Kept["before"][number], event: Event): Kept["before"][number] {
    this.effort.left--;
    const passage = feed(this.machine, visitor, event, false);
    return { visitor: passage.visitor, given: given || this.isIn(passage.happenings) };
  }

  private isIn(happenings: readonly Happening[]): boolean {
    return happenings.some(({ step }) =>
      step.outputs.some(
        (other) => other.time === this.wanted.time && spelled(other) === this.spelled,
      ),
    );
  }
}

const spelled = ({ output, data, lane }: Output): string =>
  JSON.stringify([
    output,
    lane,
    data.map(({ name, type, value }) => [name, renderValue(type, value)]),
  ]);
