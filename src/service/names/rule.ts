import type { Action, FieldValue, Name, Rule, Trigger } from "../../syntax/tree.ts";
import { bindExpression, meaningsOf } from "./expression.ts";
import type { PatternNames, StepNames, WithFields } from "./scope.ts";

const step = (pattern: PatternNames, events: readonly string[]): StepNames => ({
  ...pattern,
  events,
  loop: null,
  found: [],
});

/** Values that stand outside of steps: durations, first values. */
export const outsideSteps = (pattern: PatternNames): StepNames => step(pattern, []);

export function bindRule(rule: Rule, pattern: PatternNames): void {
  const inStep =
    rule.kind === "on" || rule.kind === "afterwards"
      ? step(pattern, bindTrigger(rule.trigger, pattern))
      : outsideSteps(pattern);
  if (rule.kind === "timer") bindExpression(rule.duration, outsideSteps(pattern));
  bindExpression(rule.guard, inStep);
  if (rule.kind === "on" || rule.kind === "timer") bindPlace(rule.target, pattern);
  bindActions(rule.actions, inStep);
}

function bindTrigger(trigger: Trigger, pattern: PatternNames): string[] {
  if (trigger.kind !== "events") return [];
  for (const name of trigger.names) bindEventName(name, pattern);
  return trigger.names.map(({ text }) => text);
}

export const bindEventName = (name: Name, { table, block }: PatternNames): void =>
  table.refer(name, [block?.events.get(name.text)?.thing]);

export function bindPlace(name: Name | null, { table, places }: PatternNames): void {
  if (name !== null) table.refer(name, [places.get(name.text)]);
}

export function bindActions(actions: readonly Action[], inStep: StepNames): void {
  for (const action of actions) bindAction(action, inStep);
}

function bindAction(action: Action, inStep: StepNames): void {
  const { table, kinds, outputs, registers } = inStep;
  switch (action.kind) {
    case "push":
    case "replace":
      table.refer(action.frame, [kinds.get(action.frame.text)?.thing]);
      bindValues(action.fields, kinds.get(action.frame.text), inStep);
      return;
    case "emit":
      table.refer(action.output, [outputs.get(action.output.text)?.thing]);
      bindValues(action.fields, outputs.get(action.output.text), inStep);
      return;
    case "assign":
      table.refer(action.register, [registers.get(action.register.text)], "assignment");
      bindExpression(action.value, inStep);
      return;
    case "call":
      bindPlace(action.part, inStep);
      bindPlace(action.then, inStep);
      return;
    case "forEach":
      bindForEach(action, inStep);
      return;
  }
}

function bindForEach(action: Extract<Action, { kind: "forEach" }>, inStep: StepNames): void {
  const { table, kinds } = inStep;
  const kind = action.frame.text;
  table.refer(action.frame, [kinds.get(kind)?.thing]);
  const { sharing } = action;
  if (sharing === null) {
    bindActions(action.actions, { ...inStep, loop: { kind, share: null } });
    return;
  }
  bindExpression(sharing.amount, inStep);
  bindExpression(sharing.weight, { ...inStep, loop: { kind, share: null } });
  const owner = { id: `share@${action.span.source}:${action.span.start}`, name: null };
  const details = { whole: action.span, type: null, reads: null };
  const share = table.define("share", owner, sharing.as, details);
  bindActions(action.actions, { ...inStep, loop: { kind, share } });
}

/** `term: top.term`, or `term` alone for `term: term`. */
function bindValues(
  values: readonly FieldValue[],
  owner: WithFields | undefined,
  inStep: StepNames,
): void {
  for (const { name, value } of values) {
    const fields = [owner?.fields.get(name.text)];
    if (value !== null) {
      inStep.table.refer(name, fields);
      bindExpression(value, inStep);
    } else {
      inStep.table.referShort(name, fields, "field");
      inStep.table.referShort(name, meaningsOf(name.text, inStep), "value");
    }
  }
}
