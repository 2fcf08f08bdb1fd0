import type { Action, Expression } from "../../automaton/automaton.ts";
import type { Action as Written } from "../../syntax/tree.ts";
import { checkPlaced } from "../expression/place.ts";
import { createReport } from "../report.ts";
import type { StepScope } from "../scope.ts";
import { namesIn, suggest } from "../spelling.ts";
import { integer, typeName } from "../type.ts";

type Assignment = Extract<Written, { kind: "assign" }>;

export function checkAssignment(action: Assignment, scope: StepScope): Action | null {
  const name = action.register.text;
  const register = scope.registers.get(name);
  if (register !== undefined) {
    const value = checkPlaced(action.value, register.value.type, scope, `register \`${name}\``);
    return value && { do: "assign", register: name, value };
  }
  // What is to be declared is not told again where its new value is made of the old one.
  const echoes: StepScope["echoes"] = (one, besides) => one === name || scope.echoes(one, besides);
  const value = scope.check(action.value, { ...scope, echoes }, null);
  if (scope.echoes(name)) return null;
  const other = scope.parameters.has(name)
    ? `\`${name}\` is a parameter and never changes`
    : scope.block.vocabulary.events.some((event) =>
          event.fields.some((field) => field.name === name),
        )
      ? `\`${name}\` is a field of an event and cannot be assigned`
      : null;
  if (other !== null) {
    return scope.report.error("PDA0121", action.register.span, other, {
      label: "not a register",
      help: [`remember the value under a name of its own: \`remember last_${name}: …?\``],
    });
  }
  return scope.report.error("PDA0106", action.register.span, `there is no register \`${name}\``, {
    label: "unknown register",
    help: [
      ...(scope.registers.size === 0
        ? []
        : suggest(action.register, scope.registers.keys(), "registers")),
      { text: `declare it: \`remember ${name}: ${declaredFor(action, value, scope)}\`` },
    ],
  });
}

/** The type of the register that an assignment asks for; one that grows from its old value begins at nothing. */
function declaredFor(action: Assignment, value: Expression | null, scope: StepScope): string {
  if (value !== null) return `${typeName(value.type)}?`;
  const { text: name } = action.register;
  if (!namesIn(action.value).has(name)) return "…?";
  const { value: grown } = action;
  if (grown.kind !== "binary") return "integer = 0";
  const by = namesIn(grown.left).has(name) ? grown.right : grown.left;
  // What is wrong with it has been told.
  const { type = integer } = scope.check(by, { ...scope, report: createReport() }, null) ?? {};
  if (type.kind === "duration") return "duration = 0s";
  return `${typeName(type.kind === "exact" || type.kind === "number" ? type : integer)} = 0`;
}
