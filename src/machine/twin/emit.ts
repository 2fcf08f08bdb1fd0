import type { Action, EmitAction, Expression, Type } from "../../automaton/automaton.ts";
import { encodeId } from "../render.ts";
import { addWriters, namesWriters } from "./causes.ts";
import { compute, type Operand } from "./expression.ts";
import { own, type Site } from "./site.ts";

/** What a list of actions needs to know about its outputs. */
export interface Emitting {
  /** The guard names writers, which were collected in `guarding` when it was tested. */
  readonly guarded: boolean;
  /** Outputs of each name so far; null: told apart only while it runs, in a variable of that name. */
  readonly occurrences: Map<string, number>;
  readonly counters: ReadonlyMap<string, string>;
}

/** Rule 27: code that writes one output as its line. */
export function emit(action: EmitAction, site: Site, emitting: Emitting): void {
  const { layout, code, constants } = site;
  const { automaton, machine } = layout;
  const declaration = machine.outputs.get(action.output)!;
  const expressions = action.fields.map(({ value }) => value);
  const caused = emitting.guarded || expressions.some(namesWriters);
  if (caused) {
    code.add("causes.start(ref, order);");
    if (emitting.guarded) code.add("causes.addAll(guarding);");
  }
  const inside = { ...site, found: caused ? "causes" : null };
  const given = new Map<string, Operand>();
  for (const { name, value } of action.fields) given.set(name, compute(value, inside));
  if (caused) addWriters("causes", expressions, inside);

  const text = (value: string): string => constants.of(value);
  const pattern = encodeId(automaton.pattern);
  const counter = emitting.counters.get(action.output);
  let occurrence: string;
  if (counter === undefined) {
    const number = (emitting.occurrences.get(action.output) ?? 0) + 1;
    emitting.occurrences.set(action.output, number);
    occurrence = text(
      `/${encodeId(action.output)}/${number}${head(site, action.output, declaration.kind)}`,
    );
  } else {
    const rest = text(head(site, action.output, declaration.kind));
    occurrence = `${text(`/${encodeId(action.output)}/`)} + ++${counter} + ${rest}`;
  }
  const parts = [
    text(`{"id":"${pattern}/`),
    "place",
    text("/"),
    trigger(site),
    occurrence,
    "jsonText(key)",
    ...lanePart(site),
    text(',"session":"'),
    "sessionIdOf(slot, v, key)",
    text('","time":"'),
    "instantText(at)",
    text('","causes":['),
    caused ? "causes.json(textOf, jsonText)" : "jsonText(textOf(ref))",
    text('],"data":{'),
  ];
  code.add("{");
  code.add("const place = placeOf(slot, v, key);");
  code.add(`let line = ${parts.join(" + ")};`);
  data(action, given, inside);
  code.add(`${site.careful ? "pending.push" : "tell"}(line + "}}");`, "}");
}

/** From the end of the id to the key, all of which is known beforehand. */
function head({ layout }: Site, output: string, kind: string): string {
  const { automaton, machine } = layout;
  const members = { pattern: automaton.pattern, version: machine.version, output, kind };
  const json = Object.entries(members).map(([name, value]) => `"${name}":${JSON.stringify(value)}`);
  return `",${json.join(",")},"key":`;
}

const trigger = ({ step }: Site): string =>
  step === "event"
    ? "idText(textOf(ref))"
    : step === "end"
      ? 'idText(textOf(ref)) + "~end"'
      : "trigger";

function lanePart(site: Site): readonly string[] {
  const fields = site.layout.automaton.lanes?.fields ?? [];
  if (fields.length === 0) return [];
  const values = fields.map((_, i) => `jsonText(String(${own(site, `lane ${i}`)}))`);
  const comma = site.constants.of(',"lane":');
  if (values.length === 1) return [comma, values[0]!];
  return [comma, `"["`, values.join(` + "," + `), `"]"`];
}

/** Members of `data`; a missing value is left out, or fails the step where it is required. */
function data(action: EmitAction, given: ReadonlyMap<string, Operand>, site: Site): void {
  const { layout, code, constants } = site;
  const { fields } = layout.machine.outputs.get(action.output)!;
  // Whether something stands before a member: known, or found out in a variable.
  let before: "no" | "yes" | "open" = "no";
  const names: string[] = [];
  code.add("let comma = false;");
  for (const { name, type, optional } of fields) {
    const value = given.get(name) ?? { js: "undefined", optional: true };
    if (value.optional && !optional)
      code.fail(
        `${value.js} === undefined`,
        constants.of(`\`${name}\` of \`${action.output}\` is missing`),
      );
    const mayMiss = value.optional && optional;
    if (value.js === "undefined") continue;
    const label = `${JSON.stringify(name)}:`;
    const comma =
      before === "open"
        ? `(comma ? ${constants.of(`,${label}`)} : ${constants.of(label)})`
        : constants.of(before === "yes" ? `,${label}` : label);
    const written = `line += ${comma} + ${json(value.js, type)};`;
    if (mayMiss) {
      code.add(`if (${value.js} !== undefined) { ${written} comma = true; }`);
      if (before === "no") before = "open";
    } else {
      code.add(written, "comma = true;");
      before = "yes";
    }
    names.push(`${value.js} !== undefined ? ${constants.of(name)} : ""`);
  }
  if (action.withEvent && site.step === "event")
    code.add(`line += membersText(event, [${names.join(", ")}], comma);`);
}

function json(js: string, type: Type): string {
  switch (type.kind) {
    case "text":
      return `jsonText(${js})`;
    case "exact":
      return type.scale === 0 ? js : `formatExact(${js}, ${type.scale})`;
    case "time":
      return `'"' + instantText(${js}) + '"'`;
    case "boolean":
    case "number":
    case "duration":
      return js;
  }
}

// ---------------------------------------------------------------- loops (rule 22)

export function forEach(action: Action & { do: "forEach" }, site: Site, emitting: Emitting): void {
  const { layout, code } = site;
  if (!layout.slots.has("head")) return;
  const frames = code.hold(`framesOf(${own(site, "head")}, ${layout.kinds.get(action.kind)})`, "f");
  code.block(`if (${frames}.length > 0)`, () => {
    const count = code.hold(`${frames}.length`);
    const shared = action.sharing === null ? null : sharing(action.sharing, frames, count, site);
    const i = code.fresh("i");
    code.block(`for (let ${i} = 0; ${i} < ${count}; ${i}++)`, () => {
      const loop = {
        frame: code.hold(`${frames}[${i}]`, "f"),
        index: code.hold(`${i} + 1`),
        count,
        part: shared === null ? null : code.hold(`${shared.parts}[${i}]`),
        addPartWriters: (to: string) =>
          shared === null
            ? ""
            : `${to}.addAll(${shared.amount}); ${to}.addAll(${shared.weights}[${i}]);`,
      };
      for (const each of action.emits) emit(each, { ...site, loop }, emitting);
    });
  });
}

function sharing(
  { amount, weight }: NonNullable<(Action & { do: "forEach" })["sharing"]>,
  frames: string,
  count: string,
  site: Site,
): { parts: string; amount: string; weights: string } {
  const { code } = site;
  const collected = (expression: Expression, inside: Site): { value: string; writers: string } => {
    const writers = code.hold("new Causes()", "c");
    const here = { ...inside, found: writers };
    const value = compute(expression, here);
    const reason =
      expression === amount ? `"the amount to share is missing"` : `"a weight is missing"`;
    if (value.optional) code.fail(`${value.js} === undefined`, reason);
    addWriters(writers, [expression], here);
    return { value: value.js, writers };
  };
  const total = collected(amount, { ...site, loop: null });
  const weights = code.hold("[]", "w");
  const writers = code.hold("[]", "w");
  const i = code.fresh("i");
  code.block(`for (let ${i} = 0; ${i} < ${count}; ${i}++)`, () => {
    const loop = {
      frame: code.hold(`${frames}[${i}]`, "f"),
      index: code.hold(`${i} + 1`),
      count,
      part: null,
      addPartWriters: () => "",
    };
    const one = collected(weight, { ...site, loop });
    code.add(`${weights}.push(${one.value});`, `${writers}.push(${one.writers});`);
  });
  code.fails = true;
  const parts = code.hold(`share(${total.value}, ${weights})`);
  return { parts, amount: total.writers, weights: writers };
}

/** Outputs that stand in a loop, or together with one that does: counted while the step runs. */
export function countedOutputs(actions: readonly Action[]): ReadonlySet<string> {
  return new Set(
    actions.flatMap((action) =>
      action.do === "forEach" ? action.emits.map(({ output }) => output) : [],
    ),
  );
}
