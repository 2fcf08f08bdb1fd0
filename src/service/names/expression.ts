import type { Expression, Name } from "../../syntax/tree.ts";
import { fieldsNamed, type StepNames } from "./scope.ts";
import type { NamedThing } from "./symbol.ts";

/** What a bare name can be where it stands; several things of different kinds are a mistake. */
export function meaningsOf(word: string, step: StepNames): NamedThing[] {
  const { block } = step;
  const found: (NamedThing | null | undefined)[] = step.lanes.has(word)
    ? fieldsNamed(word, block)
    : fieldsNamed(word, block, step.events);
  found.push(step.registers.get(word), step.parameters.get(word));
  if (block?.key?.name === word && !step.lanes.has(word)) found.push(block.key);
  if (step.loop?.share?.name === word) found.push(step.loop.share);
  return found.filter((thing) => thing != null);
}

/** What a name is where a frame is meant: the kind that a loop is at, the frame that `any` found. */
function frameNamed(word: string, step: StepNames): NamedThing | undefined {
  const found = step.found.find(({ name }) => name === word);
  if (found !== undefined) return found.thing;
  return step.loop?.kind === word ? step.kinds.get(word)?.thing : undefined;
}

/** The kinds that a frame can be of; null where it is no frame. */
export function kindsOf(written: Expression, step: StepNames): string[] | null {
  if (written.kind === "nearest") return [written.frame.text];
  if (written.kind !== "name") return null;
  const word = written.name.text;
  const found = step.found.find(({ name }) => name === word);
  if (found !== undefined) return [found.kind];
  if (step.loop?.kind === word) return [word];
  return word === "top" || word === "bottom" ? [...step.kinds.keys()] : null;
}

/** Notes every name in a value. */
export function bindExpression(written: Expression | null, step: StepNames): void {
  if (written === null) return;
  const { table } = step;
  const kind = (name: Name) => table.refer(name, [step.kinds.get(name.text)?.thing]);
  switch (written.kind) {
    case "name": {
      const frame = frameNamed(written.name.text, step);
      const things = meaningsOf(written.name.text, step);
      table.refer(written.name, frame === undefined ? things : [frame]);
      return;
    }
    case "member": {
      bindExpression(written.object, step);
      const kinds = kindsOf(written.object, step) ?? [];
      const { member } = written;
      table.refer(
        member,
        kinds.map((one) => step.kinds.get(one)?.fields.get(member.text)),
      );
      return;
    }
    case "nearest":
      kind(written.frame);
      return;
    case "any":
      bindAny(written, step);
      return;
    case "call": {
      const [only] = written.arguments;
      if (written.function.text === "count" && only?.kind === "name") kind(only.name);
      else for (const argument of written.arguments) bindExpression(argument, step);
      return;
    }
    case "unary":
      bindExpression(written.operand, step);
      return;
    case "binary":
      bindKindText(written.left, written.right, step);
      bindKindText(written.right, written.left, step);
      bindExpression(written.left, step);
      bindExpression(written.right, step);
      return;
    case "is":
      bindExpression(written.operand, step);
      if (typeof written.test !== "string") kind(written.test);
      return;
    case "if":
      bindExpression(written.condition, step);
      bindExpression(written.then, step);
      bindExpression(written.otherwise, step);
      return;
  }
}

/** Without a name of its own the frame is called as its kind. */
function bindAny(written: Extract<Expression, { kind: "any" }>, step: StepNames): void {
  const { table } = step;
  const kind = step.kinds.get(written.frame.text);
  table.refer(written.frame, [kind?.thing]);
  const details = { whole: written.span, type: written.frame.text, reads: null };
  const owner = { id: `any@${written.span.source}:${written.span.start}`, name: null };
  const thing =
    written.binding === null
      ? kind?.thing
      : table.define("found frame", owner, written.binding, details);
  const name = (written.binding ?? written.frame).text;
  const found = thing === undefined ? [] : [{ name, kind: written.frame.text, thing }];
  bindExpression(written.where, { ...step, found: [...found, ...step.found] });
}

/** `kind(top) = "query"`: the text names a kind. */
function bindKindText(call: Expression, text: Expression, step: StepNames): void {
  if (call.kind !== "call" || call.function.text !== "kind" || text.kind !== "text") return;
  const { span, value } = text;
  const name = { text: value, span: { ...span, start: span.start + 1, end: span.end - 1 } };
  if (span.end - span.start === value.length + 2) {
    step.table.refer(name, [step.kinds.get(value)?.thing]);
  }
}
