import { endText, timerText, transitionText } from "../automaton/listing.ts";
import type { Machine } from "../machine/machine.ts";
import { newTally, ruleName, rulesOf, type Tally } from "../machine/tally.ts";
import type { Happening } from "../machine/visitor.ts";

/** Which states sessions reached and which rules fired, told in the names of the pattern. */
export class Coverage {
  /** A twin keeps it by itself; `see` keeps it for the reference. */
  readonly tally: Tally;
  private readonly machine: Machine;
  private readonly states: ReadonlyMap<string, number>;
  private readonly outputNumbers: ReadonlyMap<string, number>;
  private readonly rules: ReadonlyMap<
    string,
    { readonly number: number; readonly sweeps: boolean }
  >;
  /** States that open sessions were in, for the reference. */
  private readonly open = new Map<string, Set<string>>();

  constructor(machine: Machine, tally: Tally = newTally(machine)) {
    const { states, outputs } = machine.automaton;
    this.machine = machine;
    this.tally = tally;
    this.states = new Map(states.map(({ name }, number) => [name, number]));
    this.outputNumbers = new Map(outputs.map(({ name }, number) => [name, number]));
    this.rules = new Map(
      rulesOf(machine).map((rule, number) => [ruleName(rule), { number, sweeps: rule.sweeps }]),
    );
  }

  see({ step, stimulus, lane, situation }: Happening, key: string): void {
    // A stalled session has no end step (rule 24): the next one of the key begins with another event.
    const { first, start } = situation.session;
    const who = JSON.stringify([key, start, first.id, ...lane.texts]);
    // A step that failed is as if it had not been (rule 16), its session's beginning too; but an end is an end.
    if (step.failure !== null) {
      if (stimulus.kind === "end") this.open.delete(who);
      return;
    }
    const { tally } = this;
    const { from, to, tried } = step.explanation;
    const met = this.open.get(who) ?? new Set<string>();
    for (const state of [from, to]) {
      if (met.has(state)) continue;
      met.add(state);
      tally.reached[this.states.get(state)!]!++;
    }
    if (stimulus.kind === "end") this.open.delete(who);
    else this.open.set(who, met);
    const chosen = step.taken ? tried.at(-1) : undefined;
    if (chosen !== undefined) {
      const { number, sweeps } = this.rules.get(ruleName(chosen))!;
      tally.fired[number]!++;
      if (sweeps && stimulus.kind === "event") this.sweep(from, stimulus.event.name);
    }
    for (const { output } of step.outputs) tally.outputs[this.outputNumbers.get(output)!]!++;
  }

  private sweep(state: string, event: string | null): void {
    const { events } = this.machine.automaton.vocabulary;
    const known = events.findIndex(({ name }) => name === event);
    const code = known < 0 ? events.length : known;
    this.tally.swept[this.states.get(state)! * (events.length + 1) + code]!++;
  }

  /** Sessions that were in each state, in written order. */
  reached(): readonly (readonly [state: string, count: number])[] {
    return [...this.states].map(([name, number]) => [name, this.tally.reached[number]!]);
  }

  outputs(): readonly (readonly [output: string, count: number])[] {
    return [...this.outputNumbers].map(([name, number]) => [name, this.tally.outputs[number]!]);
  }

  /** Rules that never fired, in the words of the language. */
  neverFired(): readonly string[] {
    const { automaton } = this.machine;
    const texts = [
      ...[...automaton.states, ...automaton.groups].flatMap(
        ({ name, transitions, timers, onEnd }) =>
          [...transitions.map(transitionText), ...timers.map(timerText), ...onEnd.map(endText)].map(
            (text) => `${name}: ${text}`,
          ),
      ),
      ...automaton.onEnd.map((rule) => `pattern: ${endText(rule)}`),
    ];
    return texts.filter((_, number) => this.tally.fired[number] === 0);
  }

  /** What `on other` and `on any` took, as (state, event, count). */
  sweptEvents(): readonly (readonly [state: string, event: string, count: number])[] {
    const names = [
      ...this.machine.automaton.vocabulary.events.map(({ name }) => name),
      "undeclared",
    ];
    return [...this.states].flatMap(([state, number]) =>
      names.flatMap((name, code) => {
        const count = this.tally.swept[number * names.length + code]!;
        return count === 0 ? [] : [[state, name, count] as const];
      }),
    );
  }
}
