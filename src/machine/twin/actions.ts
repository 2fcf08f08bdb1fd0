import type { Action, NamedExpression } from "../../automaton/automaton.ts";
import type { Owner } from "../machine.ts";
import { countedOutputs, type Emitting, emit, forEach } from "./emit.ts";
import { compute } from "./expression.ts";
import { frameColumn } from "./layout.ts";
import { packed } from "./operand.ts";
import { own, type Site } from "./site.ts";

/** Where a list of actions leads: a state known beforehand, or whatever a `return` finds. */
type Landing = string | null;

/**
 * Code for a list of actions run in `state`, and for entering its target (rules 14, 17 to 20, 23).
 * `guarded`: writers that the guard names were collected in `guarding`.
 */
export function perform(
  actions: readonly Action[],
  target: string | null,
  state: string,
  site: Site,
  guarded: boolean,
): Landing {
  const call = site.shared.call(actions, site, guarded);
  let landing: Landing = state;
  if (call === null) landing = runActions(actions, state, site, guarded);
  else site.code.add(call);
  if (target === null) return landing;
  enter(landing, target, false, site);
  return target;
}

/** Code for the actions alone, from a state known beforehand where some of them leave it. */
export function runActions(
  actions: readonly Action[],
  state: Landing,
  site: Site,
  guarded: boolean,
): Landing {
  const counters = new Map<string, string>();
  for (const output of countedOutputs(actions)) {
    const name = site.code.fresh("n");
    site.code.add(`let ${name} = 0;`);
    counters.set(output, name);
  }
  const emitting: Emitting = { guarded, occurrences: new Map(), counters };
  let landing = state;
  for (const action of actions) {
    const to = act(action, landing, site, emitting);
    if (to !== undefined) landing = to;
  }
  return landing;
}

/** Undefined: the state is not left. */
function act(action: Action, state: Landing, site: Site, emitting: Emitting): Landing | undefined {
  const { code, layout } = site;
  switch (action.do) {
    case "push":
    case "replace":
      push(action.do, action.kind, action.fields, site);
      return undefined;
    case "pop":
      code.add("popFrame(slot);");
      return undefined;
    case "clear":
      if (layout.slots.has("head")) code.add("clearFrames(slot);");
      return undefined;
    case "assign":
      assign(action, site);
      return undefined;
    case "emit":
      emit(action, site, emitting);
      return undefined;
    case "forEach":
      forEach(action, site, emitting);
      return undefined;
    case "call": {
      const { start } = layout.machine.groups.get(action.part)!;
      const limit = layout.automaton.stack.callLimit;
      code.fail(`callsOf(slot) >= ${limit}`, `"calls nest deeper than their limit"`);
      code.add(`pushAddress(slot, ${layout.states.get(action.then)});`);
      enter(state, start!, true, site);
      return start!;
    }
    case "return":
      code.add("enterFromOutside(slot, returnFrom(slot), now, ref, order);");
      return null;
    case "endSession":
      code.add("ending = true;");
      return undefined;
  }
}

function push(
  how: "push" | "replace",
  kind: string,
  fields: readonly NamedExpression[],
  site: Site,
): void {
  const { code, layout, constants } = site;
  const { frames, machine, automaton } = layout;
  const declared = machine.kinds.get(kind)!;
  const given = new Map(fields.map(({ name, value }) => [name, compute(value, site)] as const));
  for (const { name, optional } of declared.fields) {
    const value = given.get(name) ?? { js: "undefined", optional: true };
    if (!optional && value.optional)
      code.fail(`${value.js} === undefined`, constants.of(`\`${name}\` of \`${kind}\` is missing`));
  }
  if (how === "replace") code.add("if (hasFrame(slot)) popFrame(slot);");
  const { depth } = automaton.stack;
  if (depth !== null) code.add(`if (${own(site, "depth")} >= ${depth.limit}) dropOldest(slot);`);
  const frame = code.hold(`newFrame(${layout.kinds.get(kind)}, ${own(site, "head")})`, "f");
  code.add(`${own(site, "head")} = ${frame};`);
  if (layout.counted) code.add(`${own(site, "depth")}++;`);
  if (layout.born) code.add(`${frames.at("born", frame)} = now;`);
  if (declared.expires !== null)
    code.add(
      `if (now + ${declared.expires} < ${own(site, "expiry")}) ${own(site, "expiry")} = now + ${declared.expires};`,
    );
  if (layout.frameWriters)
    code.add(`${frames.at("writer", frame)} = ref;`, `${frames.at("order", frame)} = order;`);
  for (const { name, type } of declared.fields) {
    const value = given.get(name) ?? { js: "undefined", optional: true };
    code.add(`${frames.at(frameColumn(layout, kind, name), frame)} = ${packed(value, type)};`);
  }
}

export function assign(action: Action & { do: "assign" }, site: Site): void {
  const { code, layout, constants } = site;
  const register = layout.machine.registers.get(action.register)!;
  const value = compute(action.value, site);
  if (!register.optional && value.optional)
    code.fail(`${value.js} === undefined`, constants.of(`\`${register.name}\` would be missing`));
  code.add(`${own(site, `register ${register.name}`)} = ${packed(value, register.type)};`);
  if (layout.written.has(register.name)) {
    code.add(`${own(site, `writer ${register.name}`)} = ref;`);
    code.add(`${own(site, `written ${register.name}`)} = order;`);
  }
}

/** Leaves a state and enters another; `fromOutside` leaves all groups too (call and return). */
function enter(from: Landing, target: string, fromOutside: boolean, site: Site): void {
  const { code, layout } = site;
  const number = layout.states.get(target);
  if (from === null) {
    code.add(`enterState(slot, ${number}, now, ref, order);`);
    return;
  }
  code.add(`${own(site, "state")} = ${number};`);
  const [left, entered] = [layout.cells.get(from)!, layout.cells.get(target)!];
  if (left.length === 0 && entered.length === 0) return;
  // A group that both are in is not left.
  const staying = new Set<Owner>(
    fromOutside ? [] : left.flatMap(({ owner }) => ("parent" in owner ? [owner] : [])),
  );
  const spent = new Set(left.map(({ cell }) => cell));
  for (const { cell, owner, timer } of entered) {
    spent.delete(cell);
    if (!staying.has(owner)) arm(cell, timer.duration, site);
  }
  for (const cell of spent) code.add(`${own(site, `cell ${cell}`)} = Infinity;`);
}

export function arm(cell: number, duration: number, site: Site): void {
  site.code.add(
    `${own(site, `cell ${cell}`)} = now + ${duration};`,
    `${own(site, `armed ${cell}`)} = ref;`,
    `${own(site, `order ${cell}`)} = order;`,
  );
}
