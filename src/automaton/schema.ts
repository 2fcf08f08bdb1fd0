/**
 * The shape of an automaton as a JSON Schema (2020-12): what docs/automaton.schema.json holds, and what the verifier
 * asks first. Only the keywords of `Schema` occur, so that the verifier reads them itself (verify/conform.ts).
 */
export interface Schema {
  readonly $schema?: string;
  readonly $id?: string;
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly const?: string | number | boolean | null;
  readonly enum?: readonly string[];
  readonly type?: "object" | "array" | "string" | "number" | "integer" | "boolean" | "null";
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: false;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly minLength?: number;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly anyOf?: readonly Schema[];
  readonly $defs?: Readonly<Record<string, Schema>>;
}

/** The greatest distance of a time from 1970, and the greatest duration, in milliseconds. */
const TIME_MAX = 8.64e15;

const ref = (name: string): Schema => ({ $ref: `#/$defs/${name}` });
const list = (items: Schema, minItems = 0): Schema => ({
  type: "array",
  items,
  ...(minItems > 0 ? { minItems } : {}),
});
const either = (...anyOf: Schema[]): Schema => ({ anyOf });
const orNull = (schema: Schema): Schema => either({ type: "null" }, schema);
const words = (...words: string[]): Schema => ({ enum: words });
const text: Schema = { type: "string" };
const boolean: Schema = { type: "boolean" };
const count: Schema = { type: "integer", minimum: 1, maximum: Number.MAX_SAFE_INTEGER };
const name = ref("name");
const names = list(name);
const path = ref("path");
const type = ref("type");
const duration = ref("duration");
const expression = ref("expression");
const guard = orNull(expression);
const target = orNull(name);
const actions = list(ref("action"));

/** An object with exactly these members, in the order in which they are asked. */
function object(properties: Record<string, Schema>, optional: Record<string, Schema> = {}): Schema {
  return {
    type: "object",
    properties: { ...properties, ...optional },
    required: Object.keys(properties),
    additionalProperties: false,
  };
}

const rules = {
  transitions: list(object({ on: ref("trigger"), guard, actions, target })),
  timers: list(
    object({ kind: words("after", "within", "idle"), duration, guard, actions, target }),
  ),
  onEnd: list(ref("endRule")),
  afterwards: list(ref("afterwardsRule")),
};

const field = { name, type, optional: boolean };

/** An expression of some operators, with the members that they have besides their type. */
const node = (operators: string[], members: Record<string, Schema> = {}): Schema =>
  object({ op: words(...operators), type, ...members });

const both = { left: expression, right: expression };

const definitions: Record<string, Schema> = {
  name: { type: "string", minLength: 1 },
  path: { ...list(text, 1), description: "Steps into a raw record." },
  duration: {
    type: "integer",
    minimum: 1,
    maximum: TIME_MAX,
    description: "Whole milliseconds, more than zero.",
  },
  exactDigits: {
    type: "string",
    pattern: "^(0|-?[1-9][0-9]{0,37})$",
    description: 'The digits of the scaled integer: "995" is 9.95 of scale 2.',
  },
  type: either(
    object({ kind: words("text") }, { values: list(text, 1) }),
    object({ kind: words("exact"), scale: { type: "integer", minimum: 0, maximum: 38 } }),
    object({ kind: words("number", "boolean", "time", "duration") }),
  ),
  constant: {
    ...either(text, { type: "number" }, boolean),
    description: "A value; which of these it is says the type beside it.",
  },
  comparison: words("=", "!=", "<", "<=", ">", ">="),
  recordCondition: either(
    object({
      op: words("compare"),
      path,
      operator: ref("comparison"),
      value: either(
        object({ text }),
        object({
          number: { type: "string", pattern: "^-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?$" },
        }),
        object({ boolean }),
      ),
    }),
    object({ op: words("and", "or"), left: ref("recordCondition"), right: ref("recordCondition") }),
    object({ op: words("not"), operand: ref("recordCondition") }),
  ),
  eventType: object({
    name,
    is: either({ type: "null" }, object({ names: list(text, 1) }), object({ prefix: text })),
    when: orNull(ref("recordCondition")),
    fields: list(object({ ...field, path, rounded: boolean })),
  }),
  vocabulary: object({
    name,
    key: object({ name, path }),
    time: object({ name, path, unit: words("milliseconds", "seconds"), zone: text }),
    id: orNull(object({ name, path })),
    typePath: path,
    events: list(ref("eventType")),
  }),
  lanes: object({
    fields: list(object({ name, type }), 1),
    limit: orNull(object({ count, overflow: words("drop oldest", "refuse") })),
  }),
  order: object({
    dedupe: orNull(object({ field: name, within: duration })),
    reorder: orNull(object({ within: duration })),
    sequence: orNull(object({ field: name, from: orNull(ref("exactDigits")), wait: duration })),
    late: either(
      object({ kind: words("apply", "drop") }),
      object({ kind: words("emit"), output: name }),
      object({ kind: words("retract"), within: duration }),
    ),
    cause: orNull(object({ field: name, id: name, wait: duration, keep: count })),
  }),
  stack: object({
    kinds: list(object({ name, fields: list(object(field)), expires: orNull(duration) })),
    depth: orNull(
      object({
        limit: count,
        overflow: either(
          object({ kind: words("drop oldest", "refuse") }),
          object({ kind: words("else"), target: name, actions }),
        ),
      }),
    ),
    callLimit: count,
  }),
  trigger: either(object({ events: list(name, 1) }), words("other", "any")),
  endRule: object({ guard, actions }),
  afterwardsRule: object({ on: ref("trigger"), guard, actions }),
  state: object({ name, group: orNull(name), ...rules }),
  group: object({ name, parent: orNull(name), start: orNull(name), ...rules }),
  namedExpression: object({ name, value: expression }),
  emit: object({
    do: words("emit"),
    output: name,
    fields: list(ref("namedExpression")),
    withEvent: boolean,
  }),
  action: either(
    object({ do: words("push", "replace"), kind: name, fields: list(ref("namedExpression")) }),
    object({ do: words("pop", "clear", "return", "endSession") }),
    object({ do: words("assign"), register: name, value: expression }),
    ref("emit"),
    object({
      do: words("forEach"),
      kind: name,
      sharing: orNull(object({ amount: expression, weight: expression, as: name })),
      emits: list(ref("emit")),
    }),
    // biome-ignore lint/suspicious/noThenProperty: the word of the language
    object({ do: words("call"), part: name, then: name }),
  ),
  frameReference: either(
    object({ frame: words("top", "bottom", "loop") }),
    object({ frame: words("nearest"), kind: name }),
    object({ frame: words("bound"), depth: { type: "integer", minimum: 0, maximum: 1000 } }),
  ),
  expression: either(
    node(["constant"], { value: ref("constant") }),
    node(["field", "register", "lane"], { name }),
    node([
      ...["key", "at", "now", "sessionId", "sessionStart", "sessionLatest", "sessionEvents"],
      ...["endedBy", "depth", "loopIndex", "loopCount", "part"],
    ]),
    node(["frameField"], { of: ref("frameReference"), kind: name, name }),
    node(["frameAge", "frameKind"], { of: ref("frameReference") }),
    node(["frameIs"], { of: ref("frameReference"), kind: orNull(name) }),
    node(["count"], { kind: name }),
    node(["any"], { kind: name, where: guard }),
    node(["isKnown", "not", "negate", "widen", "rescale"], { operand: expression }),
    node(["orElse", "and", "or", "add", "subtract", "multiply", "divide", "roundedQuotient"], both),
    node(["compare"], { operator: ref("comparison"), ...both }),
    // biome-ignore lint/suspicious/noThenProperty: the word of the language
    node(["if"], { condition: expression, then: expression, otherwise: expression }),
    node(["call"], { function: name, arguments: list(expression) }),
  ),
};

export const automatonSchema: Schema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "Pushdown automaton",
  description: "Described in automaton.md. A verifier asks more than a schema can say.",
  ...object(
    {
      format: { const: "pushdown-automaton" },
      version: { const: 1 },
      pattern: name,
      vocabulary: ref("vocabulary"),
      parameters: list(object({ name, type, value: ref("constant") })),
      lanes: orNull(ref("lanes")),
      session: object({ gap: duration, max: orNull(duration), shared: boolean }),
      ignore: object({ events: names, undeclared: boolean }),
      stack: ref("stack"),
      registers: list(object({ ...field, initial: orNull(ref("constant")) })),
      outputs: list(object({ name, kind: name, fields: list(object(field)) })),
      start: name,
      states: list(ref("state"), 1),
      groups: list(ref("group")),
      onEnd: rules.onEnd,
      afterwards: rules.afterwards,
    },
    { order: ref("order") },
  ),
  $defs: definitions,
};
