import type { Expression } from "../../automaton/automaton.ts";
import type { Help } from "../../diagnostic/diagnostic.ts";
import type { Expression as Written } from "../../syntax/tree.ts";
import { node, type StepScope } from "../scope.ts";
import { boolean } from "../type.ts";
import { declaredKind, type Frame, frameOf } from "./frame.ts";
import { checkCondition } from "./place.ts";

type Of<K extends Written["kind"]> = Extract<Written, { kind: K }>;

/** `any query q where q.term = term`. */
export function checkAny(written: Of<"any">, scope: StepScope): Expression | null {
  const kind = declaredKind(written.frame, scope);
  if (kind === null) return null;
  const name = (written.binding ?? written.frame).text;
  if (scope.bound.some((one) => one.name === name) || scope.loop?.kind === name) {
    return scope.report.error(
      "PDA0108",
      (written.binding ?? written.frame).span,
      `\`${name}\` could be this frame or the one of the enclosing loop or test`,
      {
        label: "two frames of one name",
        help: [`give this one a name of its own: \`any ${kind} other_${kind} where …\``],
      },
    );
  }
  const inner: StepScope = { ...scope, bound: [{ name, kind }, ...scope.bound] };
  const where = written.where === null ? null : checkCondition(written.where, inner, "`where`");
  if (written.where !== null && where === null) return null;
  return node(scope, written.span, { op: "any", kind, where, type: boolean });
}

/** `x is known`, `x is missing`, `top is filter`. */
export function checkIs(written: Of<"is">, scope: StepScope): Expression | null {
  const { operand, test } = written;
  const frame = frameOf(operand, scope);
  if (frame === null) return null;
  if (typeof test !== "string") {
    if (frame === "none") {
      return scope.report.error(
        "PDA0118",
        operand.span,
        `only a frame can be tested for its kind \`${test.text}\``,
        {
          label: "no frame",
          help: [emptyStack(written) ?? "compare values with `=`; test `is known` or `is missing`"],
        },
      );
    }
    const kind = declaredKind(test, scope);
    if (kind === null) return null;
    return node(scope, written.span, { op: "frameIs", of: frame.of, kind, type: boolean });
  }
  const known = knownTest(written, frame, scope);
  if (known === null || test === "known") return known;
  return node(scope, written.span, { op: "not", operand: known, type: boolean });
}

/** `stack is empty`. */
function emptyStack({ operand, test, span }: Of<"is">): Help | null {
  if (operand.kind !== "name" || operand.name.text !== "stack") return null;
  if (typeof test === "string" || test.text !== "empty") return null;
  const replacement = "depth = 0";
  return {
    text: `an empty stack has no depth: \`${replacement}\``,
    edits: [{ span, replacement }],
  };
}

function knownTest(written: Of<"is">, frame: Frame | "none", scope: StepScope): Expression | null {
  if (frame !== "none") {
    return node(scope, written.span, { op: "frameIs", of: frame.of, kind: null, type: boolean });
  }
  const operand = scope.check(written.operand, scope, null);
  return operand && node(scope, written.span, { op: "isKnown", operand, type: boolean });
}
