import type { Action, AfterwardsRule, Expression, Trigger } from "../../automaton/automaton.ts";
import { chainOf } from "../machine.ts";
import { encodeId } from "../render.ts";
import { ruleName } from "../tally.ts";
import { arm, assign, perform } from "./actions.ts";
import { addWriters, namesWriters } from "./causes.ts";
import { Code, type Constants } from "./code.ts";
import { holds } from "./expression.ts";
import type { Layout } from "./layout.ts";
import { room } from "./room.ts";
import { SharedActions } from "./shared.ts";
import { type Site, STEP } from "./site.ts";
import { emitsAny } from "./walk.ts";

interface Candidate {
  /** Its number in a tally; null: nobody asks. */
  readonly number: number | null;
  readonly guard: Expression | null;
  readonly actions: readonly Action[];
  readonly target: string | null;
}

/** The step functions of all states, and whether any of them can fail. */
export function stepFunctions(
  layout: Layout,
  constants: Constants,
  careful: boolean,
): { readonly text: string; readonly fails: boolean } {
  const names = { last: 0 };
  const texts: string[] = [];
  const shared = new SharedActions(layout);
  let fails = false;
  const write = (head: string, step: Site["step"], body: (site: Site) => void): void => {
    const code = new Code(names);
    body({
      ...{ layout, constants, code, step, careful, shared, events: null },
      ...{ known: new Set<string>(), loop: null, bound: [], found: null },
    });
    fails ||= code.fails;
    texts.push(`function ${head} {\n${code}\n}`);
  };
  const states = [...layout.states];
  const ends = new Map(states.map(([state]) => [state, endRules(layout, state)]));
  const tails = new Set(states.flatMap(([state]) => (hasTail(layout, state) ? [state] : [])));
  for (const [state, number] of states) {
    write(`on${number}(${STEP}, code, fields, event)`, "event", (site) =>
      onEvents(state, site, tails),
    );
    if (layout.cells.get(state)!.length > 0)
      write(`due${number}(${STEP}, cell)`, "timer", (site) => onTimers(state, site));
    if (ends.get(state)!.length > 0)
      write(`end${number}(${STEP}, by)`, "end", (site) => onEnd(state, ends.get(state)!, site));
    if (tails.has(state))
      write(`tail${number}(${STEP}, code, fields)`, "event", (site) => tail(state, site));
  }
  const tailed = states.filter(([state]) => tails.has(state));
  const timed = states.filter(([state]) => layout.cells.get(state)!.length > 0);
  const ended = states.filter(([state]) => ends.get(state)!.length > 0);
  const dispatch = (name: string, more: string, those: typeof states): string =>
    [
      `function ${name}State(state, ${STEP}${more}) {`,
      "switch (state) {",
      ...those.map(([, n]) => `case ${n}: return ${name}${n}(${STEP}${more});`),
      "}",
      "}",
    ].join("\n");
  texts.push(
    dispatch("on", ", code, fields, event", states),
    dispatch("due", ", cell", timed),
    dispatch("end", ", by", ended),
    dispatch("tail", ", code, fields", tailed),
  );
  texts.push(...shared.texts);
  return { text: texts.join("\n"), fails: fails || shared.fails };
}

/** The number of an owner's rule in a tally; null: nobody asks. */
const numberOf = ({ rules }: Layout, rule: NumberedRuleName): number | null =>
  rules.size === 0 ? null : (rules.get(ruleName(rule)) ?? null);

type NumberedRuleName = Parameters<typeof ruleName>[0];

const endRules = (layout: Layout, state: string): readonly Candidate[] =>
  [...chainOf(layout.machine, state), { name: "", onEnd: layout.automaton.onEnd }].flatMap(
    ({ name, onEnd }) =>
      onEnd.map(({ guard, actions }, i) => {
        const number = numberOf(layout, { owner: name, rule: "onEnd", index: i + 1 });
        return { number, guard, actions, target: null };
      }),
  );

// ---------------------------------------------------------------- events

function onEvents(state: string, site: Site, tails: ReadonlySet<string>): void {
  const { layout, code } = site;
  const transitions = chainOf(layout.machine, state).flatMap(({ name, transitions }) =>
    transitions.map(({ on, guard, actions, target }, i) => {
      const number = numberOf(layout, { owner: name, rule: "on", index: i + 1 });
      return { on, number, guard, actions, target };
    }),
  );
  const tried: number[][] = Array.from({ length: layout.undeclared + 1 }, () => []);
  transitions.forEach(({ on }, i) => {
    for (const event of matching(layout, on)) tried[event]!.push(i);
  });
  // Events with the same transitions to try stand together.
  const byList = new Map<string, { codes: number[]; list: Candidate[] }>();
  for (const [event, numbers] of tried.entries()) {
    if (numbers.length === 0) continue;
    const key = numbers.join();
    const entry = byList.get(key) ?? { codes: [], list: numbers.map((i) => transitions[i]!) };
    entry.codes.push(event);
    byList.set(key, entry);
  }
  code.block("tried: switch (code)", () => {
    for (const { codes, list } of byList.values()) {
      const here = { ...site, events: codes };
      code.block(codes.map((event) => `case ${event}:`).join(" "), () => {
        for (const candidate of list)
          attempt(candidate, state, here, (landing) => {
            runTail(landing, site, tails);
            code.add("return true;");
          });
        code.add("break;");
      });
    }
  });
  runTail(state, site, tails);
  code.add("return false;");
}

/** The events that a trigger waits for, by code. */
function matching({ codes, undeclared }: Layout, on: Trigger): readonly number[] {
  if (on === "other") return [...codes.values()];
  if (on === "any") return [...codes.values(), undeclared];
  const named = new Set(on.events.map((name) => codes.get(name)!));
  return [...named].sort((a, b) => a - b);
}

/** Tries a candidate; where it fits it is done, and `after` writes how the function goes on. */
function attempt(
  { number, guard, actions, target }: Candidate,
  state: string,
  site: Site,
  after: (landing: string | null) => void,
): void {
  const { code, layout } = site;
  const overflow = layout.automaton.stack.depth?.overflow;
  const instead = overflow?.kind === "else" ? overflow : null;
  const emits = emitsAny(actions) || (instead !== null && emitsAny(instead.actions));
  const guarded = guard !== null && emits && namesWriters(guard);
  const label = code.fresh("L");
  const fire = (): void => {
    if (number !== null) code.add(`rule = ${number};`);
  };
  code.block(`${label}:`, () => {
    if (guard !== null) {
      if (guarded) code.add("guarding.clear();");
      const inside = { ...site, found: guarded ? "guarding" : null };
      code.add(`if (!${holds(guard, inside)}) break ${label};`);
    }
    const verdict = room(actions, site);
    if (verdict !== null) {
      code.add(`if (${verdict} === 1) break ${label};`);
      // Rule 19: the step takes no transition.
      if (overflow?.kind === "refuse")
        code.block(`if (${verdict} === 2)`, () => {
          code.add("refused++;");
          code.add(`break tried;`);
        });
      if (instead !== null)
        code.block(`if (${verdict} === 3)`, () => {
          const flat = room(instead.actions, site, true);
          if (flat !== null) code.add(`if (${flat} !== 0) break ${label};`);
          fire();
          if (guarded) addWriters("guarding", [guard], site);
          if (layout.calls) code.add("withoutCalls(slot);");
          after(perform(instead.actions, instead.target, state, site, guarded));
        });
    }
    fire();
    if (guarded) addWriters("guarding", [guard], site);
    after(perform(actions, target, state, site, guarded));
  });
}

// ---------------------------------------------------------------- timers and ends

function onTimers(state: string, site: Site): void {
  const { layout, code, constants } = site;
  code.block("tried:", () => {
    code.block("switch (cell)", () => {
      for (const { cell, owner, index, timer } of layout.cells.get(state)!)
        code.block(`case ${cell}:`, () => {
          const name = constants.of(timerName(owner.name, index));
          if (emitsAny(timer.actions) || layout.automaton.stack.depth?.overflow.kind === "else")
            code.add(`const trigger = idOf(ref) + ${name} + at;`);
          const { guard, actions, target } = timer;
          const number = numberOf(layout, { owner: owner.name, rule: "timer", index });
          attempt({ number, guard, actions, target }, state, site, () => code.add("return;"));
          code.add("break;");
        });
    });
  });
}

function onEnd(state: string, rules: readonly Candidate[], site: Site): void {
  site.code.block("tried:", () => {
    for (const rule of rules) attempt(rule, state, site, () => site.code.add("return;"));
  });
}

// ---------------------------------------------------------------- after an event's transition, or none

/** Idle timers restarted (rule 23) and `afterwards` (rule 15). */
function hasTail(layout: Layout, state: string): boolean {
  const idle = layout.cells.get(state)!.some(({ timer }) => timer.kind === "idle");
  return idle || afterwardsOf(layout, state).length > 0;
}

const afterwardsOf = (layout: Layout, state: string): readonly AfterwardsRule[] =>
  [...chainOf(layout.machine, state), layout.automaton].flatMap(({ afterwards }) => afterwards);

function runTail(landing: string | null, { code, layout }: Site, tails: ReadonlySet<string>): void {
  if (tails.size === 0) return;
  const row = layout.slots.at("state", "slot");
  if (landing === null) code.add(`tailState(${row}, ${STEP}, code, fields);`);
  else if (tails.has(landing))
    code.add(`tail${layout.states.get(landing)}(${STEP}, code, fields);`);
}

function tail(state: string, site: Site): void {
  const { layout, code } = site;
  for (const { cell, timer } of layout.cells.get(state)!)
    if (timer.kind === "idle") arm(cell, timer.duration, site);
  for (const { on, guard, actions } of afterwardsOf(layout, state)) {
    const label = code.fresh("L");
    const events = matching(layout, on);
    const here = { ...site, events };
    code.block(`${label}:`, () => {
      const test = events.map((event) => `code !== ${event}`).join(" && ");
      if (events.length <= layout.undeclared) code.add(`if (${test || "true"}) break ${label};`);
      if (guard !== null) code.add(`if (!${holds(guard, here)}) break ${label};`);
      for (const action of actions) if (action.do === "assign") assign(action, here);
    });
  }
}

const timerName = (owner: string, index: number): string => `~${encodeId(`${owner}.${index}`)}~`;
