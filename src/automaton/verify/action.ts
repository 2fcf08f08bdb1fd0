import type { Action, EmitAction, NamedExpression, Type } from "../automaton.ts";
import { isOf, verifyExpression } from "./expression.ts";
import { each, quoted, type Refusal, refuse, step } from "./refusal.ts";
import type { Scope } from "./scope.ts";
import { fits, nameOf } from "./types.ts";

/** Where a list of actions stands. */
export interface ActionPlace {
  readonly allowed: readonly Action["do"][];
  /** The part it stands in; null: outside parts. */
  readonly part: string | null;
  /** The list belongs to a rule that says where to go. */
  readonly hasTarget: boolean;
}

/** Actions that end a list, for they go elsewhere. */
const LAST: readonly Action["do"][] = ["return", "call", "endSession"];

export function verifyActions(
  actions: readonly Action[],
  scope: Scope,
  place: ActionPlace,
  pointer: string,
): Refusal | null {
  return each(actions, pointer, (action, at, index) => {
    if (!place.allowed.includes(action.do)) return refuse(at, `${action.do} cannot stand here`);
    if (LAST.includes(action.do) && index < actions.length - 1) {
      return refuse(at, `${action.do} is the last action of its list`);
    }
    return verifyAction(action, scope, place, at);
  });
}

function verifyAction(
  action: Action,
  scope: Scope,
  place: ActionPlace,
  at: string,
): Refusal | null {
  const { names } = scope;
  switch (action.do) {
    case "pop":
    case "clear":
    case "endSession":
      return null;
    case "return":
      if (place.part === null) return refuse(at, "return stands in a part");
      return place.hasTarget ? refuse(at, "after a return the rule has no target") : null;
    case "push":
    case "replace": {
      const kind = names.kinds.get(action.kind);
      if (kind === undefined)
        return refuse(step(at, "kind"), `there is no frame kind ${quoted(action.kind)}`);
      return verifyFields(action.fields, kind.fields, scope, step(at, "fields"));
    }
    case "assign": {
      const register = names.registers.get(action.register);
      if (register === undefined) {
        return refuse(step(at, "register"), `there is no register ${quoted(action.register)}`);
      }
      return verifyPlaced(action.value, register.type, scope, step(at, "value"));
    }
    case "emit":
      return verifyEmit(action, scope, at);
    case "forEach":
      return verifyForEach(action, scope, at);
    case "call":
      return verifyPartCall(action, scope, place, at);
  }
}

function verifyPlaced(
  value: NamedExpression["value"],
  type: Type,
  scope: Scope,
  at: string,
): Refusal | null {
  const refusal = verifyExpression(value, scope, at);
  if (refusal !== null || fits(value, type)) return refusal;
  return refuse(
    at,
    `the place is of type ${nameOf(type)}, the value of type ${nameOf(value.type)} is none of it`,
  );
}

interface DeclaredField {
  readonly name: string;
  readonly type: Type;
  readonly optional: boolean;
}

/** Fields in the order of their declaration; only optional ones may be left out. */
function verifyFields(
  given: readonly NamedExpression[],
  declared: readonly DeclaredField[],
  scope: Scope,
  pointer: string,
): Refusal | null {
  let next = 0;
  const refusal = each(given, pointer, ({ name, value }, at) => {
    const index = declared.findIndex((field) => field.name === name);
    if (index < 0) return refuse(at, `there is no field ${quoted(name)}`);
    if (index < next) return refuse(at, `${quoted(name)} does not come in the declared order`);
    const skipped = declared.slice(next, index).find(({ optional }) => !optional);
    if (skipped !== undefined) return refuse(at, `${quoted(skipped.name)} is not given`);
    next = index + 1;
    return verifyPlaced(value, declared[index]!.type, scope, step(at, "value"));
  });
  if (refusal !== null) return refusal;
  const missing = declared.slice(next).find(({ optional }) => !optional);
  return missing === undefined ? null : refuse(pointer, `${quoted(missing.name)} is not given`);
}

function verifyEmit(action: EmitAction, scope: Scope, at: string): Refusal | null {
  const output = scope.names.outputs.get(action.output);
  if (output === undefined)
    return refuse(step(at, "output"), `there is no output ${quoted(action.output)}`);
  if (action.withEvent && !scope.hasEvent)
    return refuse(step(at, "withEvent"), "the step has no event");
  return verifyFields(action.fields, output.fields, scope, step(at, "fields"));
}

/** Rule 22: the amount stands outside the loop, the weight is asked of every frame. */
function verifyForEach(
  { kind, sharing, emits }: Action & { do: "forEach" },
  scope: Scope,
  at: string,
): Refusal | null {
  if (!scope.names.kinds.has(kind))
    return refuse(step(at, "kind"), `there is no frame kind ${quoted(kind)}`);
  const part = sharing?.amount.type ?? null;
  if (sharing !== null) {
    const inside = { ...scope, loop: { kind, part: null } };
    const amountAt = step(step(at, "sharing"), "amount");
    const weightAt = step(step(at, "sharing"), "weight");
    const refusal =
      verifyExpression(sharing.amount, scope, amountAt) ??
      (part?.kind === "exact" ? null : refuse(amountAt, "only an exact amount is shared")) ??
      verifyExpression(sharing.weight, inside, weightAt) ??
      isOf(sharing.weight, { kind: "number" }, weightAt);
    if (refusal !== null) return refusal;
  }
  const inside = { ...scope, loop: { kind, part } };
  return each(emits, step(at, "emits"), (emit, pointer) => verifyEmit(emit, inside, pointer));
}

function verifyPartCall(
  { part, then }: Action & { do: "call" },
  { names }: Scope,
  place: ActionPlace,
  at: string,
): Refusal | null {
  if (place.hasTarget)
    return refuse(at, "a call says itself where to go, so the rule has no target");
  const called = names.groups.get(part);
  if (called === undefined || called.start === null) {
    return refuse(step(at, "part"), `there is no part ${quoted(part)}`);
  }
  return verifyTarget(then, place.part, names, step(at, "then"));
}

/** A state to go to: inside a part only its own, outside only those outside parts (rule 20). */
export function verifyTarget(
  name: string,
  part: string | null,
  names: Scope["names"],
  at: string,
): Refusal | null {
  const state = names.states.get(name);
  if (state === undefined) return refuse(at, `there is no state ${quoted(name)}`);
  const there = partAround(state.group, names);
  if (there === part) return null;
  if (part === null)
    return refuse(
      at,
      `${quoted(name)} is in part ${quoted(there)}, which is entered by a call only`,
    );
  return refuse(
    at,
    `${quoted(name)} is not in part ${quoted(part)}, which is left by a return only`,
  );
}

/** The part that a group stands in or is; null: none. Groups are known to stand in no circle. */
export function partAround(group: string | null, { groups }: Scope["names"]): string | null {
  let name = group;
  while (name !== null) {
    const { start, parent }: { start: string | null; parent: string | null } = groups.get(name)!;
    if (start !== null) return name;
    name = parent;
  }
  return null;
}
