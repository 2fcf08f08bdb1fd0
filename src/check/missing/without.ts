import type {
  Action,
  Automaton,
  EmitAction,
  Expression,
  NamedExpression,
} from "../../automaton/automaton.ts";
import { typeName } from "../type.ts";

interface Field {
  readonly name: string;
  readonly type: Expression["type"];
}

/** How the place that a value goes to could do without it; null where the value is only a part of what goes there. */
export function without(action: Action, read: Expression, automaton: Automaton): string | null {
  switch (action.do) {
    case "emit":
      return outputWithout(action, read, automaton);
    case "forEach":
      return action.emits
        .map((one) => outputWithout(one, read, automaton))
        .reduce((found, one) => found ?? one, null);
    case "push":
    case "replace": {
      const kind = automaton.stack.kinds.find(({ name }) => name === action.kind);
      const declared = optional(read, action.fields, kind?.fields ?? []);
      return declared && `or let the frame do without it: \`stack ${action.kind} ${declared}\``;
    }
    default:
      return null;
  }
}

function outputWithout(
  { output, fields }: EmitAction,
  read: Expression,
  automaton: Automaton,
): string | null {
  const declaration = automaton.outputs.find(({ name }) => name === output);
  const kind = declaration?.kind ?? "output";
  const named = kind === "output" ? output : `${kind} ${output}`;
  const declared = optional(read, fields, declaration?.fields ?? []);
  return declared && `or let the output do without it: \`emits ${named} ${declared}\``;
}

/** The field that the value goes to, declared optional. */
function optional(
  read: Expression,
  values: readonly NamedExpression[],
  fields: readonly Field[],
): string | null {
  const given = values.find(({ value }) => unconverted(value) === read);
  const field = fields.find(({ name }) => name === given?.name);
  if (field === undefined) return null;
  const more = fields.length > 1 ? ", …" : "";
  return `{ ${field.name}: ${typeName(field.type)}?${more} }`;
}

const unconverted = (value: Expression): Expression =>
  value.op === "widen" || value.op === "rescale" ? unconverted(value.operand) : value;
