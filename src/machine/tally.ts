import type { Machine } from "./machine.ts";

/** Counters of what a pattern's automata did, by number, for those who ask. */
export interface Tally {
  /** Sessions (each lane by itself) that were in a state, by state in written order. */
  readonly reached: Float64Array;
  /** By rule as `rulesOf` lists them. */
  readonly fired: Float64Array;
  /** What `on other` and `on any` took (rule 13): by state, then event; behind the declared ones the undeclared. */
  readonly swept: Float64Array;
  /** By output in declared order. */
  readonly outputs: Float64Array;
}

/** A transition, a timer or a rule for the end; `owner` as in explanations: "" is the pattern. */
export interface NumberedRule {
  readonly owner: string;
  readonly rule: "on" | "timer" | "onEnd";
  /** From 1. */
  readonly index: number;
  /** It takes what has no rule of its own. */
  readonly sweeps: boolean;
}

export function rulesOf({ automaton }: Machine): readonly NumberedRule[] {
  const listed = (
    owner: string,
    rule: NumberedRule["rule"],
    sweeping: readonly boolean[],
  ): NumberedRule[] => sweeping.map((sweeps, i) => ({ owner, rule, index: i + 1, sweeps }));
  return [
    ...[...automaton.states, ...automaton.groups].flatMap(
      ({ name, transitions, timers, onEnd }) => [
        ...listed(
          name,
          "on",
          transitions.map(({ on }) => on === "other" || on === "any"),
        ),
        ...listed(
          name,
          "timer",
          timers.map(() => false),
        ),
        ...listed(
          name,
          "onEnd",
          onEnd.map(() => false),
        ),
      ],
    ),
    ...listed(
      "",
      "onEnd",
      automaton.onEnd.map(() => false),
    ),
  ];
}

export const ruleName = ({ owner, rule, index }: Omit<NumberedRule, "sweeps">): string =>
  `${owner}/${rule}/${index}`;

export function newTally(machine: Machine): Tally {
  const { states, outputs, vocabulary } = machine.automaton;
  return {
    reached: new Float64Array(states.length),
    fired: new Float64Array(rulesOf(machine).length),
    swept: new Float64Array(states.length * (vocabulary.events.length + 1)),
    outputs: new Float64Array(outputs.length),
  };
}
