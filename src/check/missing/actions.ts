import type { Action, Automaton, EmitAction, NamedExpression } from "../../automaton/automaton.ts";
import { examine, type Ground, needed, stackHas } from "./examine.ts";
import { type Facts, withFrame, withKnown, withoutKnown } from "./facts.ts";

/** Ground whose demands say in which action they arise. */
type ActionGround = (at: number) => Ground;

/** What is sure after the actions; what they need is demanded on the way. */
export function runActions(
  actions: readonly Action[],
  before: Facts,
  automaton: Automaton,
  groundAt: ActionGround,
): Facts {
  let facts = before;
  for (const [at, action] of actions.entries()) {
    facts = runAction(action, facts, automaton, groundAt(at));
  }
  return facts;
}

function runAction(action: Action, facts: Facts, automaton: Automaton, ground: Ground): Facts {
  switch (action.do) {
    case "push":
    case "replace": {
      const kind = automaton.stack.kinds.find((one) => one.name === action.kind);
      const known = fill(action.fields, kind?.fields ?? [], facts, ground);
      return afterPush(action, known, facts, automaton, ground);
    }
    case "pop":
    case "clear":
    case "return":
    case "call":
      return withoutFrames(facts);
    case "assign": {
      const optional = ground.registerOptional(action.register);
      const { gaps } = optional
        ? examine(action.value, facts, ground)
        : needed(action.value, facts, ground);
      const key = `register ${action.register}`;
      // Results of functions of the register are no longer what they were.
      const rest = withoutKnown(
        facts,
        (one) => one === key || one.includes(`(${key}`) || one.includes(`, ${key}`),
      );
      return gaps.length === 0 && optional ? withKnown(rest, [key]) : rest;
    }
    case "emit":
      emit(action, facts, automaton, ground);
      return facts;
    case "forEach": {
      const inside = withFrame(stackHas(action.kind, facts, ground), "loop", [action.kind]);
      if (action.sharing !== null) {
        // It is not evaluated over no frames.
        needed(action.sharing.amount, stackHas(action.kind, facts, ground), ground);
        needed(action.sharing.weight, inside, ground);
      }
      for (const one of action.emits) emit(one, inside, automaton, ground);
      return facts;
    }
    case "endSession":
      return facts;
  }
}

function emit(action: EmitAction, facts: Facts, automaton: Automaton, ground: Ground): void {
  const output = automaton.outputs.find((one) => one.name === action.output);
  fill(action.fields, output?.fields ?? [], facts, ground);
}

/** Demands the values of required fields; gives the names of those that are sure. */
function fill(
  values: readonly NamedExpression[],
  fields: readonly { readonly name: string; readonly optional: boolean }[],
  facts: Facts,
  ground: Ground,
): string[] {
  const sure: string[] = [];
  for (const { name, value } of values) {
    const optional = fields.find((field) => field.name === name)?.optional ?? false;
    const { gaps } = (optional ? examine : needed)(value, facts, ground);
    if (gaps.length === 0 || !optional) sure.push(name);
  }
  return sure;
}

function afterPush(
  action: Extract<Action, { do: "push" | "replace" }>,
  sure: readonly string[],
  facts: Facts,
  automaton: Automaton,
  ground: Ground,
): Facts {
  const { kind } = action;
  // Pushing may drop what lies deepest; replacing removes the top. What is known of other frames is given up there.
  const kept =
    action.do === "push" && automaton.stack.depth?.overflow.kind !== "drop oldest"
      ? keepDeep(facts, kind)
      : withoutFrames(facts);
  const pushed: ReadonlySet<string> = new Set([kind]);
  const frames = new Map(kept.frames);
  frames.set("top", pushed).set(`nearest ${kind}`, pushed).set("bottom", new Set(ground.allKinds));
  const known = new Set(kept.known);
  for (const name of sure) known.add(`top.${name}`).add(`nearest ${kind}.${name}`);
  return { known, frames };
}

const isFrameKey = (key: string) =>
  /(?:^|[(, ])(?:top|bottom|nearest [^.]*|loop|bound \d+)\./.test(key);

function withoutFrames(facts: Facts): Facts {
  return { known: new Set([...facts.known].filter((key) => !isFrameKey(key))), frames: new Map() };
}

/** A push leaves `nearest` of other kinds as they were. */
function keepDeep(facts: Facts, pushed: string): Facts {
  const stays = (key: string) =>
    key.startsWith("nearest ") &&
    key !== `nearest ${pushed}` &&
    !key.startsWith(`nearest ${pushed}.`);
  return {
    known: new Set([...facts.known].filter((key) => !isFrameKey(key) || stays(key))),
    frames: new Map([...facts.frames].filter(([key]) => stays(key))),
  };
}
