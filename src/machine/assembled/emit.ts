import type { Action, EmitAction, Expression, NamedExpression } from "../../automaton/automaton.ts";
import { StepFailure } from "../failure.ts";
import { eventTrigger } from "../identity.ts";
import { encodeId, renderValue } from "../render.ts";
import { Causes } from "../twin/collector.ts";
import type { Exact } from "../values/exact.ts";
import { share } from "../values/share.ts";
import { formatTime } from "../values/time.ts";
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

/** Rules 27 and 28: a line whose parts are known beforehand but for the key, the trigger, causes and values. */
export function emitting(action: EmitAction, textOf: TextOf, shop: Workshop): Act {
  const { machine, automaton } = shop.layout;
  const { output, withEvent } = action;
  const { kind, fields } = machine.outputs.get(output)!;
  const values = valuesOf(fields, action.fields, output, shop);
  const collect = collecting(
    action.fields.map(({ value }) => value),
    shop,
  );
  const beginning = `{"id":"${encodeId(automaton.pattern)}/`;
  const name = `/${encodeId(output)}/`;
  const heads = { pattern: automaton.pattern, version: machine.version, output, kind };
  const head = `",${JSON.stringify(heads).slice(1, -1)},"key":`;
  const labels = fields.map((field) => `${JSON.stringify(field.name)}:`);
  return (moment) => {
    const { event, lane, occurrences } = moment;
    const causes = new Causes();
    causes.start(moment.ref, moment.order);
    causes.addAll(moment.guarding);
    moment.found = causes;
    const given = values(moment);
    moment.found = null;
    collect(moment, causes);
    const occurrence = (occurrences.get(output) ?? 0) + 1;
    occurrences.set(output, occurrence);
    const trigger = eventTrigger(textOf(moment.ref)) + moment.suffix;
    const data: string[] = [];
    const names = new Set<string>();
    for (const [i, { name, type }] of fields.entries()) {
      const value = given[i];
      if (value === undefined) continue;
      data.push(labels[i] + renderValue(type, value));
      names.add(name);
    }
    // Rule 27: the record's members whose names are not there yet.
    if (withEvent && event !== null)
      for (const [member, json] of event.members()) {
        if (names.has(member)) continue;
        names.add(member);
        data.push(`${JSON.stringify(member)}:${json}`);
      }
    moment.lines.push(
      `${beginning}${lane.place}/${trigger}${name}${occurrence}${head}${JSON.stringify(moment.key)}${
        lane.label
      },"session":"${shop.sessionIdOf(moment)}","time":"${formatTime(moment.at)}","causes":${JSON.stringify(
        causes.list(textOf),
      )},"data":{${data.join(",")}}}`,
    );
  };
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
