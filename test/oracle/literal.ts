/** Short ways to write automata, expressions and inputs by hand. */
import type {
  Action,
  AfterwardsRule,
  Automaton,
  ComparisonOperator,
  ConstantValue,
  EmitAction,
  EndRule,
  Expression,
  FrameReference,
  Group,
  OutputDeclaration,
  Register,
  State,
  Timer,
  Transition,
  Trigger,
  Type,
} from "../../src/automaton/automaton.ts";
import type { Value } from "../../src/machine/value.ts";
import { type Answer, answer, type Input } from "./oracle.ts";

// ---------------------------------------------------------------- types

export const text: Type = { kind: "text" };
export const integer: Type = { kind: "exact", scale: 0 };
export const decimal = (scale: number): Type => ({ kind: "exact", scale });
export const number: Type = { kind: "number" };
export const boolean: Type = { kind: "boolean" };
export const time: Type = { kind: "time" };
export const duration: Type = { kind: "duration" };

// ---------------------------------------------------------------- expressions

export const constant = (type: Type, value: ConstantValue): Expression => ({
  op: "constant",
  type,
  value,
});
export const say = (value: string): Expression => constant(text, value);
export const int = (value: number | string): Expression => constant(integer, String(value));
export const field = (name: string, type: Type = text): Expression => ({ op: "field", type, name });
export const register = (name: string, type: Type = integer): Expression => ({
  op: "register",
  type,
  name,
});
export const compare = (
  left: Expression,
  operator: ComparisonOperator,
  right: Expression,
): Expression => ({ op: "compare", type: boolean, operator, left, right });
export const binary = (
  op: "add" | "subtract" | "multiply" | "divide" | "roundedQuotient",
  left: Expression,
  right: Expression,
  type: Type = left.type,
): Expression => ({ op, type, left, right });
export const call = (name: string, type: Type, ...args: Expression[]): Expression => ({
  op: "call",
  type,
  function: name,
  arguments: args,
});
export const top: FrameReference = { frame: "top" };
export const bottom: FrameReference = { frame: "bottom" };
export const loop: FrameReference = { frame: "loop" };
export const bound: FrameReference = { frame: "bound", depth: 0 };
export const nearest = (kind: string): FrameReference => ({ frame: "nearest", kind });
export const of = (
  reference: FrameReference,
  kind: string,
  name: string,
  type: Type = text,
): Expression => ({ op: "frameField", type, of: reference, kind, name });
export const depth: Expression = { op: "depth", type: integer };
export const nil = int(0);
/** Fails whenever it is evaluated. */
export const failing: Expression = binary("roundedQuotient", int(1), int(0));
export const failingGuard: Expression = compare(failing, "=", int(1));

// ---------------------------------------------------------------- actions

const named = (
  fields: Readonly<Record<string, Expression>>,
): { name: string; value: Expression }[] =>
  Object.entries(fields).map(([name, value]) => ({ name, value }));

export const emit = (
  output: string,
  fields: Readonly<Record<string, Expression>> = {},
  withEvent = false,
): EmitAction => ({ do: "emit", output, fields: named(fields), withEvent });
/** An output `said` with one text. */
export const tell = (what: string | Expression): EmitAction =>
  emit("said", { what: typeof what === "string" ? say(what) : what });
export const push = (kind: string, fields: Readonly<Record<string, Expression>> = {}): Action => ({
  do: "push",
  kind,
  fields: named(fields),
});
export const replace = (
  kind: string,
  fields: Readonly<Record<string, Expression>> = {},
): Action => ({ do: "replace", kind, fields: named(fields) });
export const pop: Action = { do: "pop" };
export const clear: Action = { do: "clear" };
export const endSession: Action = { do: "endSession" };
export const back: Action = { do: "return" };
export const enter = (part: string, returnsTo: string): Action =>
  // biome-ignore lint/suspicious/noThenProperty: the automaton's word
  ({ do: "call", part, then: returnsTo });
export const assign = (name: string, value: Expression): Action => ({
  do: "assign",
  register: name,
  value,
});

// ---------------------------------------------------------------- states

interface Rest {
  readonly if?: Expression;
  readonly to?: string;
}

export const on = (
  events: string | readonly string[],
  actions: readonly Action[] = [],
  rest: Rest = {},
): Transition => {
  const trigger: Trigger =
    events === "other" || events === "any"
      ? events
      : { events: typeof events === "string" ? [events] : events };
  return { on: trigger, guard: rest.if ?? null, actions, target: rest.to ?? null };
};
export const timer = (
  kind: Timer["kind"],
  after: number,
  actions: readonly Action[] = [],
  rest: Rest = {},
): Timer => ({
  kind,
  duration: after,
  guard: rest.if ?? null,
  actions,
  target: rest.to ?? null,
});
export const atEnd = (actions: readonly Action[], guard: Expression | null = null): EndRule => ({
  guard,
  actions,
});
export const afterwards = (
  events: string | readonly string[],
  actions: readonly Action[],
  guard: Expression | null = null,
): AfterwardsRule => ({ on: on(events).on, guard, actions });

export const state = (name: string, rest: Partial<State> = {}): State => ({
  name,
  group: null,
  transitions: [],
  timers: [],
  onEnd: [],
  afterwards: [],
  ...rest,
});
export const group = (name: string, rest: Partial<Group> = {}): Group => ({
  name,
  parent: null,
  start: null,
  transitions: [],
  timers: [],
  onEnd: [],
  afterwards: [],
  ...rest,
});

export const remember = (
  name: string,
  type: Type,
  initial: ConstantValue | null = null,
): Register => ({ name, type, optional: initial === null, initial });

export const output = (
  name: string,
  fields: Readonly<Record<string, Type>>,
  kind = "output",
): OutputDeclaration => ({
  name,
  kind,
  fields: Object.entries(fields).map(([fieldName, type]) => ({
    name: fieldName,
    type,
    optional: true,
  })),
});

/** Frames `q { term: text }`, `n { v: integer }` and `m {}`; outputs `said { what: text }`, `count { n: integer }`. */
export function pattern(
  rest: Partial<Automaton> & { readonly states: readonly State[] },
): Automaton {
  return {
    format: "pushdown-automaton",
    version: 1,
    pattern: "p",
    vocabulary: {
      name: "shop",
      key: { name: "visitor", path: ["visitor"] },
      time: { name: "ts", path: ["ts"], unit: "milliseconds", zone: "UTC" },
      id: null,
      typePath: ["type"],
      events: [],
    },
    parameters: [],
    lanes: null,
    session: { gap: 1000, max: null, shared: false },
    ignore: { events: [], undeclared: false },
    stack: kinds(),
    registers: [],
    outputs: [output("said", { what: text }), output("count", { n: integer })],
    start: rest.states[0]!.name,
    groups: [],
    onEnd: [],
    afterwards: [],
    ...rest,
  };
}

export function kinds(
  bound: Automaton["stack"]["depth"] = null,
  expires: number | null = null,
  callLimit = 32,
): Automaton["stack"] {
  const one = (name: string, type: Type) => ({ name, type, optional: true });
  return {
    kinds: [
      { name: "q", fields: [one("term", text)], expires },
      { name: "n", fields: [one("v", integer)], expires: null },
      { name: "m", fields: [], expires: null },
    ],
    depth: bound,
    callLimit,
  };
}

// ---------------------------------------------------------------- inputs and answers

let unnamed = 0;

/** An event of the key `k`; `id` is its E. */
export const event = (
  at: number,
  name: string | null,
  fields: Readonly<Record<string, Value>> = {},
  id = `e${++unnamed}`,
): Input => ({
  kind: "event",
  behindWatermark: false,
  event: { key: "k", time: at, name, fields, id, members: () => [] },
});
export const watermark = (at: number): Input => ({ kind: "watermark", at });
export const end: Input = { kind: "end" };

export const run = (automaton: Automaton, ...inputs: Input[]): Answer =>
  answer(automaton, "f", inputs);

interface Line {
  readonly id: string;
  readonly lane?: unknown;
  readonly time: string;
  readonly causes: readonly string[];
  readonly data: Readonly<Record<string, unknown>>;
}

export const parsed = (result: Answer): Line[] =>
  result.lines.map((line) => JSON.parse(line) as Line);

/** What was said, with the instant: `found@100`. */
export const said = (result: Answer): string[] =>
  parsed(result).map((line) => `${Object.values(line.data).join(",")}@${Date.parse(line.time)}`);
