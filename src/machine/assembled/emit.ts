import type { Action, EmitAction, Expression, NamedExpression } from "../../automaton/automaton.ts";
import { StepFailure } from "../failure.ts";
import { eventTrigger, outputIdOf } from "../identity.ts";
import type { Output } from "../output.ts";
import { outputLine } from "../render.ts";
import { Causes } from "../twin/collector.ts";
import type { Exact } from "../values/exact.ts";
import { share } from "../values/share.ts";
import { collecting } from "./causes.ts";
import { type Compute, computing, type Workshop } from "./expression.ts";
import type { Cell, Loop, Moment, Ref } from "./moment.ts";
import { framesOf } from "./stack.ts";

export type Act = (moment: Moment) => void;
export type TextOf = (ref: Ref) => string;

/** What is asked of several places: the values of fields, those that are required there. */
export function valuesOf(
  declared: readonly { readonly name: string; readonly optional: boolean }[],
  given: readonly NamedExpression[],
  owner: string,
  shop: Workshop,
): (moment: Moment) => readonly ReturnType<Compute>[] {
  const computed = given.map(({ name, value }) => ({
    place: declared.findIndex((field) => field.name === name),
    compute: computing(value, shop),
  }));
  return (moment) => {
    const values: ReturnType<Compute>[] = declared.map(() => undefined);
    for (const { place, compute } of computed) values[place] = compute(moment);
    for (const [i, { name, optional }] of declared.entries())
      if (!optional && values[i] === undefined)
        throw new StepFailure(`\`${name}\` of \`${owner}\` is missing`);
    return values;
  };
}

/** Rules 27 and 28. */
export function emitting(action: EmitAction, textOf: TextOf, shop: Workshop): Act {
  const { machine, automaton } = shop.layout;
  const { kind, fields } = machine.outputs.get(action.output)!;
  const values = valuesOf(fields, action.fields, action.output, shop);
  const expressions = action.fields.map(({ value }) => value);
  const collect = collecting(expressions, shop);
  const { pattern } = automaton;
  const { version } = machine;
  const { output } = action;
  return (moment) => {
    const { event, key, lane, occurrences } = moment;
    const causes = new Causes();
    causes.start(moment.ref, moment.order);
    causes.addAll(moment.guarding);
    moment.found = causes;
    const given = values(moment);
    moment.found = null;
    collect(moment, causes);
    const occurrence = (occurrences.get(output) ?? 0) + 1;
    occurrences.set(output, occurrence);
    const data = fields.flatMap(({ name, type }, i): Output["data"] => {
      const value = given[i];
      return value === undefined ? [] : [{ name, type, value }];
    });
    const trigger = eventTrigger(textOf(moment.ref)) + moment.suffix;
    const line = outputLine({
      ...{ pattern, version, output, kind, key, lane: lane.texts, data, time: moment.at },
      id: outputIdOf(pattern, key, lane.texts, trigger, output, occurrence),
      session: shop.sessionIdOf(moment),
      causes: causes.list(textOf),
      members: action.withEvent && event !== null ? membersBeside(data, event.members()) : [],
    });
    moment.lines.push(line);
  };
}

/** Rule 27: the record's members whose names are not there yet. */
function membersBeside(data: Output["data"], members: Output["members"]): Output["members"] {
  const names = new Set(data.map(({ name }) => name));
  return members.filter(([name]) => !names.has(name) && names.add(name));
}

type ForEach = Action & { readonly do: "forEach" };

/** Rule 22. */
export function looping(action: ForEach, textOf: TextOf, shop: Workshop): Act {
  const kind = shop.layout.kinds.get(action.kind)!;
  const emits = action.emits.map((each) => emitting(each, textOf, shop));
  const partsOf = action.sharing === null ? null : sharing(action.sharing, shop);
  return (moment) => {
    const frames = framesOf(moment.stack, kind);
    if (frames.length === 0) return;
    const parts = partsOf?.(frames, moment);
    for (const [i, frame] of frames.entries()) {
      moment.loop = { ...loopAt(frame, i, frames), ...parts?.[i] };
      for (const emit of emits) emit(moment);
    }
    moment.loop = null;
  };
}

const loopAt = (frame: Cell, i: number, frames: readonly Cell[]): Loop => ({
  ...{ frame, index: i + 1, count: frames.length },
  ...{ part: undefined, partWriters: [] },
});

type Part = Pick<Loop, "part" | "partWriters">;

/** What each frame gets of an amount, and the writers that stand behind it. */
function sharing(
  { amount, weight }: NonNullable<ForEach["sharing"]>,
  shop: Workshop,
): (frames: readonly Cell[], moment: Moment) => readonly Part[] {
  const total = traced(amount, "the amount to share is missing", shop);
  const weighed = traced(weight, "a weight is missing", shop);
  return (frames, moment) => {
    const whole = total(moment);
    const weights = frames.map((frame, i) => {
      moment.loop = loopAt(frame, i, frames);
      return weighed(moment);
    });
    moment.loop = null;
    const parts = share(
      whole.value as Exact,
      weights.map(({ value }) => value as number),
    );
    return parts.map((part, i) => ({ part, partWriters: [whole.writers, weights[i]!.writers] }));
  };
}

/** A value together with the writers that it stands for. */
function traced(expression: Expression, missing: string, shop: Workshop) {
  const compute = computing(expression, shop);
  const collect = collecting([expression], shop);
  return (moment: Moment) => {
    const writers = new Causes();
    moment.found = writers;
    const value = compute(moment);
    moment.found = null;
    if (value === undefined) throw new StepFailure(missing);
    collect(moment, writers);
    return { value, writers };
  };
}
