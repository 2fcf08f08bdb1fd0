import type { EventField, EventType, RecordCondition } from "../../automaton/automaton.ts";
import type { Span } from "../../diagnostic/diagnostic.ts";
import type { Condition, EventDeclaration } from "../../syntax/tree.ts";
import { createRegister } from "../once.ts";
import { refuseWas } from "../pattern/was.ts";
import { type FileScope, from } from "../scope.ts";
import { typeOrStandIn } from "../type.ts";

/** Names that `on` and `ignore` understand as something else. */
const refused = ["other", "any", "end", "undeclared"];

export function checkEvent(
  declaration: EventDeclaration,
  file: FileScope,
): { event: EventType; spans: ReadonlyMap<string, Span> } {
  const { report } = file;
  const name = declaration.name.text;
  if (refused.includes(name)) {
    report.error("PDA0117", declaration.name.span, `an event cannot be called \`${name}\``, {
      label:
        name === "undeclared"
          ? "means records of no declared event"
          : `\`on ${name}\` means something else`,
      help: [
        `call it something else and say how the log names it: \`event my_${name} is "${name}"\``,
      ],
    });
  }
  const spans = new Map<string, Span>();
  const fields: EventField[] = [];
  refuseWas(declaration.fields, "an event is read from a record and not kept", file);
  const fresh = createRegister(report, `fields of \`${name}\``);
  for (const field of declaration.fields) {
    const type = typeOrStandIn(field.type, file);
    if (field.rounded && !file.unsure.has(type) && type.kind !== "exact") {
      report.error(
        "PDA0433",
        field.span,
        `\`rounded\` is for decimals, and \`${field.name.text}\` is ${type.kind}`,
        { label: "nothing to round", help: ["leave `rounded` out, or declare it `decimal(2)`"] },
      );
    }
    if (!fresh(field.name)) continue;
    spans.set(field.name.text, field.name.span);
    fields.push({
      name: field.name.text,
      path: field.from?.steps ?? [field.name.text],
      type,
      optional: field.type.optional,
      rounded: field.rounded,
    });
  }
  const event: EventType = {
    name,
    is: typeNames(declaration),
    when: condition(declaration.when),
    fields,
  };
  return { event: from(file, declaration.name.span, event), spans };
}

function typeNames({ name, is, when }: EventDeclaration): EventType["is"] {
  if (is === null) return when === null ? { names: [name.text] } : null;
  return is.kind === "names"
    ? { names: is.names.map((one) => one.value) }
    : { prefix: is.prefix.value };
}

function condition(written: Condition | null): RecordCondition | null {
  return written && recordCondition(written);
}

function recordCondition(written: Condition): RecordCondition {
  switch (written.kind) {
    case "and":
    case "or":
      return {
        op: written.kind,
        left: recordCondition(written.left),
        right: recordCondition(written.right),
      };
    case "not":
      return { op: "not", operand: recordCondition(written.operand) };
    case "compare": {
      const { value } = written;
      return {
        op: "compare",
        path: written.path.steps,
        operator: written.operator,
        value:
          value.kind === "text"
            ? { text: value.value }
            : value.kind === "number"
              ? { number: value.digits }
              : { boolean: value.value },
      };
    }
  }
}
