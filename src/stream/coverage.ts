import { endText, timerText, transitionText } from "../automaton/listing.ts";
import type { Machine, Owner } from "../machine/machine.ts";
import type { Happening } from "../machine/visitor.ts";

/** Which states sessions reached and which rules fired, from the explanations of steps. */
export class Coverage {
  private readonly machine: Machine;
  /** Sessions that were in a state, by state. */
  readonly reached = new Map<string, number>();
  /** By rule: `owner/on/1`. */
  private readonly fired = new Map<string, number>();
  /** What `on other` and `on any` took: `state`, event, count (rule 13). */
  private readonly swept = new Map<string, Map<string, number>>();
  private readonly open = new Map<string, Set<string>>();
  readonly outputs = new Map<string, number>();

  constructor(machine: Machine) {
    this.machine = machine;
  }

  see(happening: Happening, key: string): void {
    const { step, stimulus, lane } = happening;
    const who = JSON.stringify([key, ...lane.texts]);
    const states = this.open.get(who) ?? new Set<string>();
    for (const state of [step.explanation.from, step.explanation.to]) {
      if (states.has(state)) continue;
      states.add(state);
      add(this.reached, state);
    }
    if (stimulus.kind === "end") this.open.delete(who);
    else this.open.set(who, states);
    const chosen = step.taken ? step.explanation.tried.at(-1) : undefined;
    if (chosen !== undefined) {
      add(this.fired, ruleKey(chosen.owner, chosen.rule, chosen.index));
      if (chosen.rule === "on" && stimulus.kind === "event") this.sweep(happening, chosen);
    }
    for (const { output } of step.outputs) add(this.outputs, output);
  }

  private sweep(
    { step, stimulus }: Happening,
    { owner, index }: { readonly owner: string; readonly index: number },
  ): void {
    const { on } = this.ownerOf(owner).transitions[index - 1]!;
    if ((on !== "other" && on !== "any") || stimulus.kind !== "event") return;
    const state = step.explanation.from;
    const events = this.swept.get(state) ?? new Map<string, number>();
    add(events, stimulus.event.name ?? "undeclared");
    this.swept.set(state, events);
  }

  private ownerOf(name: string): Owner {
    return this.machine.states.get(name) ?? this.machine.groups.get(name)!;
  }

  /** Rules that never fired, in the words of the language. */
  neverFired(): readonly string[] {
    const { automaton } = this.machine;
    const never: string[] = [];
    const tell = (owner: string, rule: string, texts: readonly string[]): void => {
      for (const [i, text] of texts.entries())
        if (!this.fired.has(ruleKey(owner, rule, i + 1)))
          never.push(`${owner === "" ? "pattern" : owner}: ${text}`);
    };
    for (const { name, transitions, timers, onEnd } of [...automaton.states, ...automaton.groups]) {
      tell(name, "on", transitions.map(transitionText));
      tell(name, "timer", timers.map(timerText));
      tell(name, "onEnd", onEnd.map(endText));
    }
    tell("", "onEnd", automaton.onEnd.map(endText));
    return never;
  }

  /** What `on other` and `on any` took, as (state, event, count). */
  sweptEvents(): readonly (readonly [state: string, event: string, count: number])[] {
    return [...this.swept].flatMap(([state, events]) =>
      [...events].map(([event, count]) => [state, event, count] as const),
    );
  }
}

const ruleKey = (owner: string, rule: string, index: number): string => `${owner}/${rule}/${index}`;

function add(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
