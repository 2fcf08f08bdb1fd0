import type { Expression, Type } from "../../automaton/automaton.ts";
import { closest } from "../../diagnostic/suggest.ts";
import type { Expression as Written } from "../../syntax/tree.ts";
import { node, type StepScope } from "../scope.ts";
import { duration, integer } from "../type.ts";
import { declaredKind, frameNames, frameOf, noted } from "./frame.ts";

type Call = Extract<Written, { kind: "call" }>;

/** `age(top)` and `kind(top)`. */
export function checkFrameForm(written: Call, scope: StepScope): Expression | null {
  const form = written.function.text;
  const argument = written.arguments[0];
  const frame = argument === undefined ? "none" : frameOf(argument, scope);
  if (frame === null) return null;
  if (frame === "none" || written.arguments.length !== 1) {
    const meant = argument?.kind === "name" ? closest(argument.name.text, frameNames(scope)) : null;
    return scope.report.error(
      "PDA0212",
      argument?.span ?? written.span,
      `\`${form}\` takes one frame`,
      {
        label: "no frame",
        help:
          meant === null
            ? [`write \`${form}(top)\`, \`${form}(bottom)\` or \`${form}(nearest K)\``]
            : [
                {
                  text: `did you mean \`${form}(${meant})\`?`,
                  edits: [{ span: argument!.span, replacement: meant }],
                },
              ],
      },
    );
  }
  const read = { of: frame.of, kinds: frame.kinds, field: null, optionalIn: [] };
  if (form === "age")
    return noted(written, { op: "frameAge", of: frame.of, type: duration }, scope, read);
  const type: Type = { kind: "text", values: frame.kinds };
  return noted(written, { op: "frameKind", of: frame.of, type }, scope, read);
}

/** `count(K)`. */
export function checkCount(written: Call, scope: StepScope): Expression | null {
  const argument = written.arguments[0];
  if (argument?.kind !== "name" || written.arguments.length !== 1) {
    return scope.report.error(
      "PDA0212",
      argument?.span ?? written.span,
      "`count` takes the name of a frame kind",
      {
        label: "no frame kind",
        help: ["write `count(K)` with a kind of the stack, or `depth` for all frames"],
      },
    );
  }
  const kind = declaredKind(argument.name, scope);
  return kind === null ? null : node(scope, written.span, { op: "count", kind, type: integer });
}
