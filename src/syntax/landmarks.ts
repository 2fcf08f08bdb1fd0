import type {
  Action,
  Condition,
  Declaration,
  Expectation,
  Expression,
  FieldDeclaration,
  FieldValue,
  File,
  ScenarioLine,
  ScenarioValue,
} from "./tree.ts";

/** What a block holds: one member a line; fields between commas; actions. */
export type MemberKind = "item" | "field" | "action";

/** What the formatter has to know of the tree, by offset in the text. */
interface Landmarks {
  /** Where the members of blocks begin. */
  readonly members: Map<number, MemberKind>;
  /** Where values begin that belong to no larger value. */
  readonly values: Map<number, Expression | Condition>;
  /** Where a line may be broken inside a member, and how far what follows is indented. */
  readonly breaks: Map<number, number>;
}

export function landmarks(file: File): Landmarks {
  const marks: Landmarks = { members: new Map(), values: new Map(), breaks: new Map() };
  for (const declaration of file.declarations) {
    marks.members.set(declaration.span.start, "item");
    markDeclaration(marks, declaration);
  }
  return marks;
}

const value = (marks: Landmarks, expression: Expression | Condition | null): void => {
  if (expression !== null) marks.values.set(expression.span.start, expression);
};

function markDeclaration(marks: Landmarks, declaration: Declaration): void {
  switch (declaration.kind) {
    case "use":
      return;
    case "param":
      value(marks, declaration.value);
      return;
    case "events":
      for (const item of declaration.items) {
        marks.members.set(item.span.start, "item");
        if (item.kind !== "event") continue;
        value(marks, item.when);
        markFields(marks, item.fields);
      }
      return;
    case "pattern":
      for (const item of declaration.items) markItem(marks, item);
      return;
    case "scenario":
      for (const line of declaration.lines) markLine(marks, line);
      for (const { span } of declaration.survives) marks.members.set(span.start, "item");
  }
}

type Item = Extract<Declaration, { kind: "pattern" }>["items"][number];

function markItem(marks: Landmarks, item: Item): void {
  marks.members.set(item.span.start, "item");
  switch (item.kind) {
    case "session":
      value(marks, item.gap);
      value(marks, item.max);
      return;
    case "expire":
      value(marks, item.after);
      return;
    case "remember":
      if (item.was?.kind === "value") value(marks, item.was.value);
      value(marks, item.value);
      return;
    case "dedupe":
    case "reorder":
      value(marks, item.within);
      return;
    case "orderBy":
      value(marks, item.from);
      value(marks, item.wait);
      return;
    case "late":
      if (item.then.kind === "retract") value(marks, item.then.within);
      return;
    case "follow":
      value(marks, item.wait);
      value(marks, item.keep);
      return;
    case "emits":
      markFields(marks, item.fields);
      return;
    case "stack":
      item.kinds.forEach((kind, index) => {
        if (index > 0) marks.breaks.set(kind.span.start, 4);
        markFields(marks, kind.fields);
        value(marks, kind.expires);
      });
      if (item.depth !== null) {
        marks.breaks.set(item.depth.span.start, 4);
        if (item.depth.overflow.kind === "else") markActions(marks, item.depth.overflow.actions);
      }
      return;
    case "state":
      for (const rule of item.rules) markItem(marks, rule);
      return;
    case "group":
    case "part":
      for (const inner of item.items) markItem(marks, inner);
      return;
    case "timer":
      value(marks, item.duration);
      value(marks, item.guard);
      markActions(marks, item.actions);
      return;
    case "on":
    case "onEnd":
    case "afterwards":
      value(marks, item.guard);
      markActions(marks, item.actions);
      return;
    default:
      return;
  }
}

function markFields(marks: Landmarks, fields: readonly (FieldDeclaration | ScenarioValue)[]): void {
  for (const field of fields) {
    marks.members.set(field.span.start, "field");
    if ("was" in field && field.was?.kind === "value") value(marks, field.was.value);
    if ("value" in field && field.value !== "missing") value(marks, field.value);
  }
}

function markValues(marks: Landmarks, fields: readonly FieldValue[]): void {
  for (const field of fields) {
    marks.members.set(field.span.start, "field");
    value(marks, field.value);
  }
}

function markActions(marks: Landmarks, actions: readonly Action[]): void {
  for (const action of actions) {
    marks.members.set(action.span.start, "action");
    if (action.kind === "push" || action.kind === "replace") markValues(marks, action.fields);
    else if (action.kind === "assign") value(marks, action.value);
    else if (action.kind === "emit") {
      markValues(marks, action.fields);
      if (action.withEvent !== null) marks.members.set(action.withEvent.start, "field");
    } else if (action.kind === "forEach") {
      if (action.sharing !== null) {
        value(marks, action.sharing.amount);
        value(marks, action.sharing.weight);
      }
      markActions(marks, action.actions);
    }
  }
}

function markLine(marks: Landmarks, line: ScenarioLine): void {
  marks.members.set(line.span.start, "item");
  if (line.kind === "ends") {
    for (const frame of line.stack ?? []) markFields(marks, frame.fields);
    return;
  }
  if (line.kind === "at" && line.event !== null) markFields(marks, line.event.fields);
  markExpectation(marks, line.expect);
}

function markExpectation(marks: Landmarks, expect: Expectation | null): void {
  if (expect?.kind !== "outputs") return;
  expect.outputs.forEach((output, index) => {
    // Under the name of the first one, which stands after `=> `.
    if (index > 0) marks.breaks.set(output.span.start, 7);
    markFields(marks, output.fields);
  });
}
