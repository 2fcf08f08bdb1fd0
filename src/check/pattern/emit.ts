import type { EmitAction, NamedExpression } from "../../automaton/automaton.ts";
import type { Span } from "../../diagnostic/diagnostic.ts";
import { closest } from "../../diagnostic/suggest.ts";
import type { FieldValue, Name, EmitAction as WrittenEmit } from "../../syntax/tree.ts";
import { checkPlaced } from "../expression/place.ts";
import { from, type StepScope } from "../scope.ts";
import { suggest } from "../spelling.ts";
import { typeName } from "../type.ts";
import type { Field } from "./fields.ts";
import { renamed } from "./renamed.ts";

/** Whose fields are given values: a kind of frame, or an output. */
interface Owner {
  /** As a message says it: "output `found`". */
  readonly said: string;
  readonly name: Name;
  readonly fields: readonly Field[];
  /** The action that gives the values. */
  readonly action: Span;
}

/** The values of a frame's or an output's fields, in the order of their declaration. */
export function checkFieldValues(
  written: readonly FieldValue[],
  owner: Owner,
  scope: StepScope,
): NamedExpression[] {
  const { fields } = owner;
  const values = renamed(written, new Set(fields.map(({ name }) => name)), scope);
  const given = new Map<string, NamedExpression | null>();
  for (const { name, value, span } of values) {
    const field = fields.find((one) => one.name === name.text);
    if (field === undefined) {
      scope.check(value ?? { kind: "name", name, span: name.span }, scope, null);
      if (scope.echoes(owner.name.text) || scope.echoes(name.text)) continue;
      scope.report.error("PDA0104", name.span, `${owner.said} has no field \`${name.text}\``, {
        label: "unknown field",
        help:
          fields.length === 0
            ? [`declare it: \`${owner.name.text} { ${name.text}: … }\``]
            : suggest(
                name,
                fields.map((one) => one.name),
                `fields of \`${owner.name.text}\``,
              ),
      });
      continue;
    }
    if (given.has(name.text)) {
      scope.report.error("PDA0109", name.span, `\`${name.text}\` is given twice`, {
        label: "again",
        help: ["leave one of the two out"],
      });
      continue;
    }
    const checked = checkPlaced(
      value ?? { kind: "name", name, span: name.span },
      field.type,
      scope,
      `field \`${name.text}\` of \`${owner.name.text}\``,
    );
    given.set(name.text, checked && from(scope, span, { name: name.text, value: checked }));
  }
  const lacking = fields.filter(({ name, optional }) => !optional && !given.has(name));
  if (lacking.length > 0) tellLacking(lacking, values, owner, scope);
  return fields.flatMap((field) => given.get(field.name) ?? []);
}

function tellLacking(
  lacking: readonly Field[],
  values: readonly FieldValue[],
  owner: Owner,
  scope: StepScope,
): void {
  const { fields } = owner;
  // A misspelt field is told once, not also as one that is not given.
  const misspelt = values.flatMap(({ name }) =>
    fields.some((field) => field.name === name.text)
      ? []
      : (closest(
          name.text,
          fields.map((field) => field.name),
        ) ?? []),
  );
  const left = lacking.filter(({ name }) => !misspelt.includes(name));
  if (left.length > 0 && !scope.echoes(owner.name.text) && !scope.torn(owner.action)) {
    const names = left.map((field) => `\`${field.name}\``).join(", ");
    scope.report.error(
      "PDA0306",
      owner.name.span,
      `${owner.said} needs ${names}, which ${left.length === 1 ? "is" : "are"} not given`,
      {
        label: `without ${names}`,
        related: ownerSpan(owner.name.text, scope),
        help: [
          `give ${left.length === 1 ? "it" : "them"} a value: \`${left[0]!.name}: …\``,
          `or let it be missing: declare \`${left[0]!.name}: ${typeName(left[0]!.type)}?\``,
        ],
      },
    );
  }
}

function ownerSpan(name: string, scope: StepScope) {
  const span = (scope.outputs.get(name) ?? scope.kinds.get(name))?.span;
  return span === undefined ? [] : [{ span, text: "declared here" }];
}

export function checkEmit(action: WrittenEmit, scope: StepScope): EmitAction | null {
  const name = action.output.text;
  const output = scope.outputs.get(name);
  if (
    action.withEvent !== null &&
    !["events", "other", "any", "unknown"].includes(scope.event.kind)
  ) {
    const why = {
      timer: "a timer's step has no event",
      end: "the end of a session has no event",
      overflow: "a full stack can be met without an event",
    };
    scope.report.error(
      "PDA0416",
      action.withEvent,
      `\`with event\` needs an event, and ${why[scope.event.kind as keyof typeof why]}`,
      {
        label: "no event here",
        help: ["leave it out, and name the fields that are wanted"],
      },
    );
  }
  if (output === undefined) {
    for (const { value } of action.fields) if (value !== null) scope.check(value, scope, null);
    if (scope.echoes(name)) return null;
    return scope.report.error("PDA0103", action.output.span, `there is no output \`${name}\``, {
      label: "unknown output",
      help: suggest(action.output, scope.outputs.keys(), "outputs").concat(
        scope.outputs.size === 0 ? [{ text: `declare it: \`emits ${name} { … }\`` }] : [],
      ),
    });
  }
  scope.used.add(`output ${name}`);
  for (const field of action.fields) scope.used.add(`field of output ${name} ${field.name.text}`);
  return from(scope, action.span, {
    do: "emit" as const,
    output: name,
    fields: checkFieldValues(
      action.fields,
      {
        said: `output \`${name}\``,
        name: action.output,
        fields: output.value.fields,
        action: action.span,
      },
      scope,
    ),
    withEvent: action.withEvent !== null,
  });
}
