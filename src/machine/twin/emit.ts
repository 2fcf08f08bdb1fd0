import type { Action, EmitAction, Expression, Type } from "../../automaton/automaton.ts";
import { constantOf } from "../evaluate.ts";
import { encodeId, renderValue } from "../render.ts";
import { addWriters, namesWriters } from "./causes.ts";
import { Pieces } from "./code.ts";
import { compute, type Operand } from "./expression.ts";
import { ofSession, own, type Site } from "./site.ts";

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

  const line = new Pieces(constants);
  line
    .text(`{"id":"${encodeId(automaton.pattern)}/`)
    .js("place")
    .text("/")
    .js(...trigger(site));
  line.text(`/${encodeId(action.output)}/`);
  const counter = emitting.counters.get(action.output);
  if (counter === undefined) {
    const number = (emitting.occurrences.get(action.output) ?? 0) + 1;
    emitting.occurrences.set(action.output, number);
    line.text(String(number));
  } else line.js(`++${counter}`);
  line
    .text(head(site, action.output, declaration.kind))
    // What needs no encoding needs no escaping.
    .js(layout.lanes ? "insideText(key)" : "(place === key ? key : insideText(key))")
    .text('"');
  lanePart(line, site);
  line
    .text(`,"session":"${encodeId(automaton.pattern)}/`)
    .js(layout.shared ? "idText(key)" : "place");
  line.text("/").js(`idOf(${ofSession(layout, "first")})`);
  line.text('","time":"').js("instantText(at)").text('","causes":["');
  line.js(caused ? "causes.json(insideOf)" : "insideOf(ref)");
  line.text('"],"data":{');
  code.block("", () => {
    code.add("const place = placeOf(slot, v, key);");
    const begun = data(line, action, given, inside);
    line.text("}}");
    const whole = begun ? `line + ${line.take()}` : line.take();
    const kind = automaton.outputs.indexOf(declaration);
    if (layout.tallied) code.add(site.careful ? `kinds[waiting] = ${kind};` : `told[${kind}]++;`);
    code.add(site.careful ? `pending[waiting++] = ${whole};` : `tell(${whole});`);
  });
}

/** From the end of the id to the key, all of which is known beforehand. */
function head({ layout }: Site, output: string, kind: string): string {
  const { automaton, machine } = layout;
  const members = { pattern: automaton.pattern, version: machine.version, output, kind };
  const json = Object.entries(members).map(([name, value]) => `"${name}":${JSON.stringify(value)}`);
  return `",${json.join(",")},"key":"`;
}

const trigger = ({ step }: Site): readonly string[] =>
  step === "event" ? ["idOf(ref)"] : step === "end" ? ["idOf(ref)", '"~end"'] : ["trigger"];

function lanePart(line: Pieces, site: Site): void {
  const fields = site.layout.automaton.lanes?.fields ?? [];
  if (fields.length === 0) return;
  line.text(fields.length === 1 ? ',"lane":"' : ',"lane":["');
  for (const [i] of fields.entries()) {
    if (i > 0) line.text('","');
    line.js(`insideText(String(${own(site, `lane ${i}`)}))`);
  }
  line.text(fields.length === 1 ? '"' : '"]');
}

/**
 * Members of `data`; a missing value is left out, or fails the step where it is required. True: the line
 * stands in a variable `line` so far, because it was not known beforehand where a comma stands.
 */
function data(
  line: Pieces,
  action: EmitAction,
  given: ReadonlyMap<string, Operand>,
  site: Site,
): boolean {
  const { layout, code, constants } = site;
  const { fields } = layout.machine.outputs.get(action.output)!;
  // Whether something stands before a member: known, or found out in a variable.
  let before: "no" | "yes" | "open" = "no";
  const names: string[] = [];
  const values = new Map(action.fields.map(({ name, value }) => [name, value]));
  for (const { name, type, optional } of fields) {
    const value = given.get(name) ?? { js: "undefined", optional: true };
    if (value.optional && !optional)
      code.fail(
        `${value.js} === undefined`,
        constants.of(`\`${name}\` of \`${action.output}\` is missing`),
      );
    if (value.js === "undefined") continue;
    const mayMiss = value.optional && optional;
    const label = `${JSON.stringify(name)}:`;
    names.push(`${value.js} !== undefined ? ${constants.of(name)} : ""`);
    if (before === "yes" && mayMiss) {
      const member = new Pieces(constants).text(`,${label}`);
      valueText(member, values.get(name), value.js, type);
      line.js(`(${value.js} === undefined ? "" : ${member.take()})`);
    } else if (!mayMiss && before !== "open") {
      valueText(
        line.text(before === "yes" ? `,${label}` : label),
        values.get(name),
        value.js,
        type,
      );
      before = "yes";
    } else {
      if (before === "no") code.add(`let line = ${line.take()}, comma = false;`);
      const member = new Pieces(constants).js(`(comma ? "," : "")`).text(label);
      valueText(member, values.get(name), value.js, type);
      const written = `line += ${member.take()}; comma = true;`;
      code.add(mayMiss ? `if (${value.js} !== undefined) { ${written} }` : written);
      before = "open";
    }
  }
  if (action.withEvent && site.step === "event") {
    const comma = { no: "false", yes: "true", open: "comma" }[before];
    line.js(`membersText(event, [${names.join(", ")}], ${comma})`);
  }
  return before === "open";
}

/** A value that is not missing, as JSON. */
function valueText(to: Pieces, expression: Expression | undefined, js: string, type: Type): void {
  if (expression?.op === "constant") {
    to.text(renderValue(type, constantOf(expression.type, expression.value)));
    return;
  }
  switch (type.kind) {
    case "text":
      to.text('"').js(`insideText(${js})`).text('"');
      return;
    case "exact":
      to.js(type.scale === 0 ? js : `formatExact(${js}, ${type.scale})`);
      return;
    case "time":
      to.text('"').js(`instantText(${js})`).text('"');
      return;
    case "boolean":
    case "number":
    case "duration":
      to.js(js);
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
