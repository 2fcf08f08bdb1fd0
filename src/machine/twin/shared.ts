import type { Action } from "../../automaton/automaton.ts";
import { chainOf } from "../machine.ts";
import { runActions } from "./actions.ts";
import { Code } from "./code.ts";
import type { Layout } from "./layout.ts";
import { type Shared, type Site, STEP } from "./site.ts";
import { emitsAny } from "./walk.ts";

/** From so many places on a list of actions is a function of its own: text is what costs then, not calls. */
const PLACES_MIN = 8;

/**
 * Lists of actions that stand in many places of an automaton: every state of a group has the group's, and large
 * patterns say the same again and again. Each is written once for what its place may refer to.
 */
export class SharedActions implements Shared {
  readonly texts: string[] = [];
  /** Whether some of them may throw a StepFailure. */
  fails = false;
  /** Lists that read the same have one number; in how many places each number stands. */
  private readonly numbers = new Map<string, number>();
  private readonly numbered = new Map<readonly Action[], number>();
  private readonly places: number[] = [];
  private readonly functions = new Map<string, string>();

  constructor({ machine, automaton }: Layout) {
    const owned = new Map<string, number>();
    for (const { name } of automaton.states)
      for (const owner of chainOf(machine, name))
        owned.set(owner.name, (owned.get(owner.name) ?? 0) + 1);
    const count = (actions: readonly Action[], places: number): void => {
      this.places[this.numberOf(actions)]! += places;
    };
    for (const { name, transitions, timers, onEnd } of [...automaton.states, ...automaton.groups])
      for (const rules of [transitions, timers, onEnd])
        for (const { actions } of rules) if (worthIt(actions)) count(actions, owned.get(name) ?? 0);
    for (const { actions } of automaton.onEnd)
      if (worthIt(actions)) count(actions, automaton.states.length);
  }

  call(actions: readonly Action[], site: Site, guarded: boolean): string | null {
    if (!worthIt(actions)) return null;
    const number = this.numberOf(actions);
    if (this.places[number]! < PLACES_MIN) return null;
    const parameters = `${STEP}${moreOf(actions, site)}`;
    const key = `${site.step} ${site.events?.join()} ${guarded} ${number}`;
    let name = this.functions.get(key);
    if (name === undefined) {
      name = `act${this.functions.size}`;
      this.functions.set(key, name);
      this.write(name, parameters, actions, site, guarded);
    }
    return `${name}(${parameters});`;
  }

  private write(
    name: string,
    parameters: string,
    actions: readonly Action[],
    site: Site,
    guarded: boolean,
  ): void {
    const code = new Code(site.code.names);
    runActions(actions, null, { ...site, code }, guarded);
    this.fails ||= code.fails;
    this.texts.push(`function ${name}(${parameters}) {\n${code}\n}`);
  }

  private numberOf(actions: readonly Action[]): number {
    const known = this.numbered.get(actions);
    if (known !== undefined) return known;
    const text = JSON.stringify(actions);
    const number = this.numbers.get(text) ?? this.places.push(0) - 1;
    this.numbers.set(text, number);
    this.numbered.set(actions, number);
    return number;
  }
}

/** Whether it is more than a call would be, and stays in its state. */
const worthIt = (actions: readonly Action[]): boolean =>
  actions.some(({ do: what }) => LONG.has(what)) &&
  !actions.some(({ do: what }) => what === "call" || what === "return");

const LONG: ReadonlySet<Action["do"]> = new Set(["push", "replace", "assign", "emit", "forEach"]);

const moreOf = (actions: readonly Action[], { step }: Site): string => {
  if (step === "event") return ", fields, event";
  if (step === "end") return ", by";
  return emitsAny(actions) ? ", trigger" : "";
};
