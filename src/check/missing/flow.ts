import type {
  Action,
  AfterwardsRule,
  Automaton,
  Expression,
  Group,
  State,
  Timer,
  Transition,
  Trigger,
} from "../../automaton/automaton.ts";
import type { FrameRead } from "../scope.ts";
import { runActions } from "./actions.ts";
import { type Gap, type Ground, needed } from "./examine.ts";
import { type Facts, meet, nothingKnown, withKnown } from "./facts.ts";

/** Whatever has a list of actions. */
interface Rule {
  readonly actions: readonly Action[];
}

/** A demand that is not met: the rule or clause it stands in, where in it, and what may be missing. */
type OnDemand = (
  rule: Rule,
  site: "guard" | { action: number },
  gaps: readonly Gap[],
  state: string,
) => void;

/** One kind of step a state can take: an event by name, an undeclared record, a timer. */
type Occasion = string | "undeclared";

const UNDECLARED = " undeclared";

/**
 * Which optional registers are known in which state: forwards, over all ways into it, to the greatest fixpoint
 * (Kildall's must-analysis). Then every rule is walked once more, and its demands are handed on.
 */
export class RegisterFlow {
  readonly #automaton: Automaton;
  readonly #frameReads: ReadonlyMap<Expression, FrameRead>;
  readonly #states: ReadonlyMap<string, State>;
  readonly #groups: ReadonlyMap<string, Group>;
  readonly #optionalRegisters: ReadonlySet<string>;
  /** Known when a step begins in the state. Not yet reached: absent. */
  readonly #entry = new Map<string, Facts>();
  /** Known in the state after a transition, before `afterwards`. */
  readonly #arrival = new Map<string, Facts>();
  readonly #ownersOf = new Map<State, readonly (State | Group)[]>();
  readonly #pending = new Set<string>();
  #onDemand: OnDemand | null = null;

  constructor(automaton: Automaton, frameReads: ReadonlyMap<Expression, FrameRead>) {
    this.#automaton = automaton;
    this.#frameReads = frameReads;
    this.#states = new Map(automaton.states.map((state) => [state.name, state]));
    this.#groups = new Map(automaton.groups.map((group) => [group.name, group]));
    this.#optionalRegisters = new Set(
      automaton.registers.filter((one) => one.optional).map((one) => one.name),
    );
  }

  /** `certain`: take every register for known, for patterns whose assignments may be lost through other errors. */
  report(certain: boolean, onDemand: OnDemand): void {
    if (!certain && this.#optionalRegisters.size > 0) this.#settle();
    this.#onDemand = onDemand;
    const everything = withKnown(
      nothingKnown,
      [...this.#optionalRegisters].map((name) => `register ${name}`),
    );
    for (const state of this.#automaton.states) {
      const facts = this.#entry.get(state.name) ?? everything;
      this.#step(state, facts);
      this.#arrived(state, this.#arrival.get(state.name) ?? facts);
      this.#ends(state, facts);
    }
    this.#onDemand = null;
  }

  #settle(): void {
    const initial = this.#automaton.registers
      .filter((one) => one.optional && one.initial !== null)
      .map((one) => `register ${one.name}`);
    this.#enter(this.#automaton.start, withKnown(nothingKnown, initial), this.#entry);
    for (const name of this.#pending) {
      this.#pending.delete(name);
      const state = this.#states.get(name);
      if (state === undefined) continue;
      const arrival = this.#arrival.get(name);
      if (arrival !== undefined) this.#arrived(state, arrival);
      const entry = this.#entry.get(name);
      if (entry !== undefined) this.#step(state, entry);
    }
  }

  /** Only registers outlive a step. */
  #enter(state: string, facts: Facts, table: Map<string, Facts>): void {
    if (this.#onDemand !== null) return;
    const kept: Facts = {
      known: new Set([...facts.known].filter((key) => key.startsWith("register "))),
      frames: new Map(),
    };
    const before = table.get(state);
    const now = before === undefined ? kept : meet(before, kept);
    if (before !== undefined && now.known.size === before.known.size) return;
    table.set(state, now);
    this.#pending.add(state);
  }

  #step(state: State, facts: Facts): void {
    const owners = this.#owners(state);
    const transitions = owners.flatMap((one) => one.transitions);
    for (const occasion of this.#occasions(transitions.map((one) => one.on))) {
      let now = facts;
      for (const transition of transitions) {
        if (!fires(transition.on, occasion)) continue;
        const examined = this.#take(transition, now, state, occasion);
        // A guard that was false still is; but one that was true may have been passed over for want of a frame to pop.
        if (!needsStack(transition.actions)) now = examined;
      }
    }
    for (const owner of owners) {
      for (const timer of owner.timers) this.#take(timer, facts, state, null);
    }
    // An event that nothing takes leaves the state as it is, but `afterwards` runs.
    this.#enter(state.name, facts, this.#arrival);
  }

  /** Gives what is sure where the guard is false. */
  #take(rule: Transition | Timer, facts: Facts, state: State, occasion: Occasion | null): Facts {
    const ground = (site: "guard" | { action: number }) =>
      this.#ground(rule, site, state.name, occasion);
    const guard =
      rule.guard === null
        ? { whenTrue: facts, whenFalse: facts }
        : needed(rule.guard, facts, ground("guard"));
    const after = runActions(rule.actions, guard.whenTrue, this.#automaton, (action) =>
      ground({ action }),
    );
    const table = occasion === null ? this.#entry : this.#arrival;
    for (const target of this.#targets(rule, state)) this.#enter(target, after, table);
    this.#overflow(rule.actions, guard.whenTrue, state, table);
    return guard.whenFalse;
  }

  #targets(rule: Transition | Timer, state: State): string[] {
    const last = rule.actions.at(-1);
    if (last?.do === "call") {
      const start = this.#groups.get(last.part)?.start;
      return start == null ? [] : [start];
    }
    if (last?.do === "return") return this.#returns(state);
    return [rule.target ?? state.name];
  }

  /** Where calls of the part go on. */
  #returns(state: State): string[] {
    const part = this.#owners(state).at(-1)?.name;
    const rules = [...this.#automaton.states, ...this.#automaton.groups].flatMap((one) => [
      ...one.transitions,
      ...one.timers,
    ]);
    return rules.flatMap(({ actions }) => {
      const last = actions.at(-1);
      return last?.do === "call" && last.part === part ? [last.then] : [];
    });
  }

  /** Rule 19: what happens instead of a push that finds the stack full. */
  #overflow(
    actions: readonly Action[],
    facts: Facts,
    state: State,
    table: Map<string, Facts>,
  ): void {
    const overflow = this.#automaton.stack.depth?.overflow;
    if (overflow?.kind !== "else" || !actions.some((one) => one.do === "push")) return;
    // The clause is one for all pushes, so it may not lean on this rule's guard: frames are forgotten.
    const registers: Facts = {
      known: new Set([...facts.known].filter((key) => key.startsWith("register "))),
      frames: new Map(),
    };
    const after = runActions(overflow.actions, registers, this.#automaton, (action) =>
      this.#ground(overflow, { action }, state.name, null),
    );
    this.#enter(overflow.target, after, table);
  }

  /** After an event: `afterwards` of the groups in which the step ends, then the pattern's (rule 15). */
  #arrived(state: State, facts: Facts): void {
    const rules = [
      ...this.#owners(state).flatMap((one) => one.afterwards),
      ...this.#automaton.afterwards,
    ];
    if (rules.length === 0) {
      this.#enter(state.name, facts, this.#entry);
      return;
    }
    for (const occasion of this.#occasions(rules.map((rule) => rule.on))) {
      let now = facts;
      for (const rule of rules) {
        if (fires(rule.on, occasion)) now = this.#bookkeep(rule, now, state, occasion);
      }
      this.#enter(state.name, now, this.#entry);
    }
  }

  #bookkeep(rule: AfterwardsRule, facts: Facts, state: State, occasion: Occasion): Facts {
    const ground = (site: "guard" | { action: number }) =>
      this.#ground(rule, site, state.name, occasion);
    const run = (from: Facts) =>
      runActions(rule.actions, from, this.#automaton, (action) => ground({ action }));
    if (rule.guard === null) return run(facts);
    const guard = needed(rule.guard, facts, ground("guard"));
    return meet(run(guard.whenTrue), guard.whenFalse);
  }

  #ends(state: State, facts: Facts): void {
    const rules = [...this.#owners(state).flatMap((one) => one.onEnd), ...this.#automaton.onEnd];
    let now = facts;
    for (const rule of rules) {
      const ground = (site: "guard" | { action: number }) =>
        this.#ground(rule, site, state.name, null);
      const guard =
        rule.guard === null
          ? { whenTrue: now, whenFalse: now }
          : needed(rule.guard, now, ground("guard"));
      runActions(rule.actions, guard.whenTrue, this.#automaton, (action) => ground({ action }));
      now = guard.whenFalse;
    }
  }

  /** The state, then its groups and part, inside out. */
  #owners(state: State): readonly (State | Group)[] {
    const before = this.#ownersOf.get(state);
    if (before !== undefined) return before;
    const owners: (State | Group)[] = [state];
    let name = state.group;
    while (name !== null) {
      const group = this.#groups.get(name);
      if (group === undefined) break;
      owners.push(group);
      name = group.parent;
    }
    this.#ownersOf.set(state, owners);
    return owners;
  }

  /** Every event that some trigger names, and one that stands for all others: they differ in nothing. */
  #occasions(triggers: readonly Trigger[]): Set<Occasion> {
    const named = new Set<Occasion>();
    for (const on of triggers) {
      if (typeof on !== "string") for (const event of on.events) named.add(event);
    }
    const rest = this.#automaton.vocabulary.events.find((event) => !named.has(event.name));
    if (rest !== undefined) named.add(rest.name);
    return named.add(UNDECLARED);
  }

  #ground(
    rule: Rule,
    site: "guard" | { action: number },
    state: string,
    occasion: Occasion | null,
  ): Ground {
    const event = this.#automaton.vocabulary.events.find((one) => one.name === occasion);
    return {
      frameReads: this.#frameReads,
      allKinds: this.#automaton.stack.kinds.map((kind) => kind.name),
      fieldOptional: (name) =>
        event?.fields.find((field) => field.name === name)?.optional ?? false,
      registerOptional: (name) => this.#optionalRegisters.has(name),
      demand: (gaps) => this.#onDemand?.(rule, site, gaps, state),
    };
  }
}

function fires(on: Trigger, occasion: Occasion): boolean {
  if (on === "any") return true;
  if (on === "other") return occasion !== UNDECLARED;
  return on.events.includes(occasion);
}

const needsStack = (actions: readonly Action[]): boolean =>
  actions.some((one) => ["pop", "return", "push"].includes(one.do));
