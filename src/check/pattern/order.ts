import type { Lanes, Order } from "../../automaton/automaton.ts";
import type { Expression, Name, PatternDeclaration } from "../../syntax/tree.ts";
import { checkConstant, checkDuration } from "../parameter.ts";
import { type FileScope, from, type VocabularyScope } from "../scope.ts";
import { integer, typeName } from "../type.ts";
import { COUNT_MAX } from "./count.ts";
import { itemsOf } from "./lanes.ts";
import { identifies, numbers, type OrderScope, orderField } from "./orderField.ts";
import { checkTogether } from "./orderTogether.ts";
import { type OrderWords, orderWords } from "./orderWords.ts";

const APPLY: Order["late"] = { kind: "apply" };

/** Rules 32 to 37; undefined where the pattern says nothing but what goes without saying. */
export function checkOrder(
  pattern: PatternDeclaration,
  lanes: Lanes | null,
  ignored: ReadonlySet<string>,
  block: VocabularyScope,
  file: FileScope,
): Order | undefined {
  const words = orderWords(pattern, file);
  const scope: OrderScope = { block, ignored, file };
  const order: Order = {
    dedupe: checkDedupe(words.dedupe, scope),
    reorder: checkReorder(words.reorder, file),
    sequence: checkSequence(words.orderBy, scope),
    late: checkLate(words.late, pattern, file),
    cause: checkCause(words.follow, scope),
  };
  checkTogether(words, order, lanes, file);
  const first = Object.values(words).find((word) => word !== null);
  const says = order.dedupe ?? order.reorder ?? order.sequence ?? order.cause;
  if (first === undefined || (says === null && order.late.kind === "apply")) return undefined;
  return from(file, first.span, order);
}

function checkDedupe(word: OrderWords["dedupe"], scope: OrderScope): Order["dedupe"] {
  if (word === null) return null;
  const field = orderField(word.field, identifies("tell copies apart from others"), scope);
  const within = checkDuration(word.within, scope.file, "how far apart copies may lie");
  return field === null || within === null
    ? null
    : from(scope.file, word.span, { field: word.field.text, within });
}

function checkReorder(word: OrderWords["reorder"], file: FileScope): Order["reorder"] {
  if (word === null) return null;
  const within = checkDuration(word.within, file, "how long events are held");
  return within === null ? null : from(file, word.span, { within });
}

function checkSequence(word: OrderWords["orderBy"], scope: OrderScope): Order["sequence"] {
  if (word === null) return null;
  const { file } = scope;
  const field = orderField(word.field, numbers, scope);
  const first = word.from && checkConstant(word.from, integer, file, "the first number");
  const wait = checkDuration(word.wait, file, "how long a number is waited for");
  if (field === null || wait === null || (word.from !== null && first === null)) return null;
  return from(file, word.span, {
    field: word.field.text,
    from: first === null ? null : String(first.value),
    wait,
  });
}

function checkLate(
  word: OrderWords["late"],
  pattern: PatternDeclaration,
  file: FileScope,
): Order["late"] {
  if (word === null) return APPLY;
  const { then, span } = word;
  switch (then.kind) {
    case "drop":
    case "apply":
      return from(file, span, { kind: then.kind });
    case "emit":
      checkLateOutput(then.output, pattern, file);
      return from(file, span, { kind: "emit", output: then.output.text });
    case "retract": {
      const within = checkDuration(then.within, file, "how late an event may be put in its place");
      return within === null ? APPLY : from(file, span, { kind: "retract", within });
    }
  }
}

/** `late emit NAME` declares the output itself. */
function checkLateOutput(name: Name, pattern: PatternDeclaration, file: FileScope): void {
  const other = itemsOf(pattern, "emits").find((item) => item.name.text === name.text);
  if (other === undefined) return;
  file.report.error("PDA0109", name.span, `there are two outputs called \`${name.text}\``, {
    label: "again",
    related: [{ span: other.name.span, text: "first here" }],
    help: ["`late emit` declares its output by itself: give it a name of its own"],
  });
}

function checkCause(word: OrderWords["follow"], scope: OrderScope): Order["cause"] {
  if (word === null) return null;
  const { file } = scope;
  const cause = orderField(word.cause, identifies("name a cause"), scope);
  const id = orderField(word.id, identifies("name an event"), scope);
  const wait = checkDuration(word.wait, file, "how long a cause is waited for");
  const keep = checkKeep(word.keep, file);
  if (cause === null || id === null || wait === null || keep === null) return null;
  if (word.cause.text === word.id.text) {
    return file.report.error("PDA0445", word.id.span, "every event would be its own cause", {
      label: "the same field",
      help: [
        "name the field that says which event came before, and the one that an event is known by",
      ],
    });
  }
  if (cause !== "id of the block" && id !== "id of the block" && cause.type.kind !== id.type.kind) {
    return file.report.error(
      "PDA0222",
      word.id.span,
      `a cause is found by its id, and \`${word.cause.text}\` is ${typeName(cause.type)} where \`${word.id.text}\` is ${typeName(id.type)}`,
      { label: "another type", help: ["declare the two fields alike"] },
    );
  }
  return from(file, word.span, { field: word.cause.text, id: word.id.text, wait, keep });
}

/** At least the one that the next event starts from. */
function checkKeep(written: Expression, file: FileScope): number | null {
  const place = "the number of configurations kept";
  const constant = checkConstant(written, integer, file, place);
  if (constant === null) return null;
  const count = Number(constant.value);
  if (count >= 1 && count <= COUNT_MAX) return count;
  return file.report.error(
    "PDA0429",
    written.span,
    `${place} is a whole number from 1, not ${constant.value}`,
    { label: "no such limit", help: ["write a whole number, such as `keep 100`"] },
  );
}
