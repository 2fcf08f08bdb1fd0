import { builtins } from "../../../grammar/builtins.ts";
import type { Expression, FrameReference } from "../../automaton/automaton.ts";
import type { FrameRead } from "../scope.ts";
import {
  type Facts,
  frameKey,
  meet,
  withFrame,
  withKnown,
  withoutKind,
  withoutKnown,
} from "./facts.ts";

/** A read that may have no value. */
export interface Gap {
  readonly read: Expression;
  /** The frame may not be there or be of another kind; or, all that aside, the value may be missing. */
  readonly why: "absent" | "missing";
  /** Of a frame: the kinds with which there is a value for sure; or those with which it may be missing. */
  readonly kinds?: readonly string[];
}

export interface Examined {
  /** Why the value may be missing; empty where it never is. */
  readonly gaps: readonly Gap[];
  readonly whenTrue: Facts;
  readonly whenFalse: Facts;
}

/** What examining needs to know of the pattern and the step. */
export interface Ground {
  readonly frameReads: ReadonlyMap<Expression, FrameRead>;
  readonly allKinds: readonly string[];
  /** Of the event at hand. */
  readonly fieldOptional: (name: string) => boolean;
  readonly registerOptional: (name: string) => boolean;
  /** A place that needs a value gets one that may be missing. */
  readonly demand: (gaps: readonly Gap[]) => void;
}

/** Rule 26: which values may be missing, followed through `and`, `or`, `not`, `if`, tests and `or else`. */
export function examine(expression: Expression, facts: Facts, ground: Ground): Examined {
  const plain = (gaps: readonly Gap[]): Examined => ({ gaps, whenTrue: facts, whenFalse: facts });
  const read = ground.frameReads.get(expression);
  if (read !== undefined) return plain(frameGaps(expression, read, facts));

  switch (expression.op) {
    case "field": {
      const sure =
        !ground.fieldOptional(expression.name) || facts.known.has(keyOf(expression, ground)!);
      return plain(sure ? [] : [{ read: expression, why: "missing" }]);
    }
    case "register": {
      const sure =
        !ground.registerOptional(expression.name) || facts.known.has(keyOf(expression, ground)!);
      return plain(sure ? [] : [{ read: expression, why: "missing" }]);
    }
    case "frameIs":
      return examineFrameTest(expression.of, expression.kind, facts, ground);
    case "isKnown": {
      const { gaps } = examine(expression.operand, facts, ground);
      return {
        gaps: [],
        whenTrue: madeKnown(expression.operand, gaps, facts, ground),
        whenFalse: facts,
      };
    }
    case "not": {
      const inner = examine(expression.operand, facts, ground);
      return { gaps: inner.gaps, whenTrue: inner.whenFalse, whenFalse: inner.whenTrue };
    }
    case "and":
    case "or": {
      const left = needed(expression.left, facts, ground);
      const isAnd = expression.op === "and";
      const right = needed(expression.right, isAnd ? left.whenTrue : left.whenFalse, ground);
      return isAnd
        ? { gaps: [], whenTrue: right.whenTrue, whenFalse: meet(left.whenFalse, right.whenFalse) }
        : { gaps: [], whenTrue: meet(left.whenTrue, right.whenTrue), whenFalse: right.whenFalse };
    }
    case "orElse": {
      const left = examine(expression.left, facts, ground);
      const right = examine(expression.right, facts, ground);
      return plain(left.gaps.length === 0 ? [] : right.gaps);
    }
    case "if": {
      const condition = needed(expression.condition, facts, ground);
      const then = examine(expression.then, condition.whenTrue, ground);
      const otherwise = examine(expression.otherwise, condition.whenFalse, ground);
      return plain([...then.gaps, ...otherwise.gaps]);
    }
    case "any": {
      const found = stackHas(expression.kind, facts, ground);
      if (expression.where === null) return { gaps: [], whenTrue: found, whenFalse: facts };
      const test = needed(expression.where, inside(expression.kind, facts), ground);
      const whenTrue = outside(test.whenTrue, found);
      return { gaps: [], whenTrue, whenFalse: facts };
    }
    case "compare": {
      const left = examine(expression.left, facts, ground);
      const right = examine(expression.right, facts, ground);
      return { ...plain([...left.gaps, ...right.gaps]), ...depthTest(expression, facts, ground) };
    }
    case "add":
    case "subtract":
    case "multiply":
    case "divide":
    case "roundedQuotient": {
      const left = examine(expression.left, facts, ground);
      const right = examine(expression.right, facts, ground);
      return plain([...left.gaps, ...right.gaps]);
    }
    case "negate":
    case "widen":
    case "rescale":
      return plain(examine(expression.operand, facts, ground).gaps);
    case "call": {
      const gaps = expression.arguments.flatMap((one) => examine(one, facts, ground).gaps);
      const optional = builtins.some(
        (one) => one.name === expression.function && one.signatures.some((sign) => sign.optional),
      );
      const key = keyOf(expression, ground);
      if (!optional || (key !== null && facts.known.has(key))) return plain(gaps);
      return plain([...gaps, { read: expression, why: "missing" }]);
    }
    default:
      return plain([]);
  }
}

/** A place that needs a value. */
export function needed(expression: Expression, facts: Facts, ground: Ground): Examined {
  const examined = examine(expression, facts, ground);
  if (examined.gaps.length > 0) ground.demand(examined.gaps);
  return examined;
}

function frameGaps(expression: Expression, read: FrameRead, facts: Facts): Gap[] {
  const key = frameKey(read.of);
  if (facts.known.has(`${key}.${read.field}`)) return [];
  const given = read.of.frame === "loop" || read.of.frame === "bound";
  const present = facts.frames.get(key);
  const left = read.kinds.filter((kind) => present?.has(kind) ?? true);
  const possible = left.length > 0 ? left : read.kinds;
  const sure =
    given || (present !== undefined && [...present].every((kind) => read.kinds.includes(kind)));
  const filled = possible.filter((kind) => !read.optionalIn.includes(kind));
  if (sure && filled.length === possible.length) return [];
  // The stack may show that the frame is of a kind that has the value for sure.
  if (filled.length > 0) return [{ read: expression, why: "absent", kinds: filled }];
  const missing: Gap = { read: expression, why: "missing", kinds: possible };
  return sure ? [missing] : [{ read: expression, why: "absent", kinds: possible }, missing];
}

/** The same key means the same value, as long as nothing changes. */
export function keyOf(expression: Expression, ground: Ground): string | null {
  const read = ground.frameReads.get(expression);
  if (read !== undefined) return `${frameKey(read.of)}.${read.field}`;
  if (expression.op === "field" || expression.op === "register")
    return `${expression.op} ${expression.name}`;
  if (expression.op === "call") {
    const parts = expression.arguments.map((one) =>
      one.op === "constant" ? JSON.stringify(one.value) : keyOf(one, ground),
    );
    return parts.includes(null) ? null : `${expression.function}(${parts.join(", ")})`;
  }
  return null;
}

/** The value is there, so everything that it is made of is. */
function madeKnown(operand: Expression, gaps: readonly Gap[], facts: Facts, ground: Ground): Facts {
  let result = facts;
  const mayChoose = operand.op === "orElse" || operand.op === "if";
  if (mayChoose && !ground.frameReads.has(operand)) return facts;
  for (const { read } of gaps) {
    const key = keyOf(read, ground);
    if (key !== null) result = withKnown(result, [key]);
    const frame = ground.frameReads.get(read);
    if (frame !== undefined) result = withPresent(result, frame.of, frame.kinds, ground);
  }
  return result;
}

/** A frame is there; so the stack has a top and a bottom. */
function withPresent(
  facts: Facts,
  of: FrameReference,
  kinds: readonly string[],
  ground: Ground,
): Facts {
  let result = withFrame(facts, frameKey(of), kinds);
  if (of.frame === "bound" || of.frame === "loop") return result;
  const only = kinds.length === 1 ? kinds[0] : undefined;
  if (only !== undefined) result = withFrame(result, `nearest ${only}`, kinds);
  return withFrame(withFrame(result, "top", ground.allKinds), "bottom", ground.allKinds);
}

function examineFrameTest(
  of: FrameReference,
  kind: string | null,
  facts: Facts,
  ground: Ground,
): Examined {
  const kinds = kind !== null ? [kind] : of.frame === "nearest" ? [of.kind] : ground.allKinds;
  return {
    gaps: [],
    whenTrue: withPresent(facts, of, kinds, ground),
    whenFalse: kind === null ? facts : withoutKind(facts, frameKey(of), kind),
  };
}

/** There is a frame of the kind. */
export const stackHas = (kind: string, facts: Facts, ground: Ground): Facts =>
  withPresent(facts, { frame: "nearest", kind }, [kind], ground);

/** What is known of bound frames does not hold inside another `any`, which shifts their count. */
function inside(kind: string, facts: Facts): Facts {
  const outer = withoutKnown(facts, (key) => key.includes("bound "));
  const frames = new Map([...outer.frames].filter(([key]) => !key.startsWith("bound ")));
  return withFrame({ ...outer, frames }, "bound 0", [kind]);
}

/** What a test inside an `any` showed of everything but bound frames holds outside of it, too. */
function outside(inner: Facts, outer: Facts): Facts {
  let result = withKnown(
    outer,
    [...inner.known].filter((key) => !key.includes("bound ")),
  );
  for (const [key, kinds] of inner.frames) {
    if (!key.startsWith("bound ")) result = withFrame(result, key, kinds);
  }
  return result;
}

/** `depth > 0`, `count(K) >= 1` and the like say that there is a frame. */
function depthTest(
  test: Extract<Expression, { op: "compare" }>,
  facts: Facts,
  ground: Ground,
): Pick<Examined, "whenTrue" | "whenFalse"> {
  const { left, right, operator } = test;
  const counted = left.op === "depth" || left.op === "count" ? left : right;
  const bound = counted === left ? right : left;
  const none = { whenTrue: facts, whenFalse: facts };
  if ((counted.op !== "depth" && counted.op !== "count") || bound.op !== "constant") return none;
  if (bound.type.kind !== "exact" || bound.type.scale !== 0) return none;
  const limit = Number(bound.value);
  const mirrored = { "<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!=" } as const;
  const way = counted === left ? operator : mirrored[operator];
  const some =
    counted.op === "count"
      ? stackHas(counted.kind, facts, ground)
      : withPresent(facts, { frame: "top" }, ground.allKinds, ground);
  const holds = (depth: number) =>
    way === "="
      ? depth === limit
      : way === "!="
        ? depth !== limit
        : way === "<"
          ? depth < limit
          : way === "<="
            ? depth <= limit
            : way === ">"
              ? depth > limit
              : depth >= limit;
  return holds(0) ? { whenTrue: facts, whenFalse: some } : { whenTrue: some, whenFalse: facts };
}
