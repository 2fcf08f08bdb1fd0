import type { Action, EmitAction } from "../../automaton/automaton.ts";
import { causesOf, writersNamed } from "../causes.ts";
import type { Frame } from "../configuration.ts";
import { evaluate } from "../evaluate.ts";
import { StepFailure } from "../failure.ts";
import { outputIdOf } from "../identity.ts";
import type { Output } from "../output.ts";
import type { Loop } from "../scene.ts";
import { framesOf } from "../stack.ts";
import type { Exact } from "../values/exact.ts";
import { share } from "../values/share.ts";
import type { Moment } from "./moment.ts";

type ForEach = Action & { readonly do: "forEach" };

/** Rules 27 and 28. */
export function emit(action: EmitAction, loop: Loop | null, moment: Moment): void {
  const { machine, situation, stimulus, writer, outputs } = moment;
  const declaration = machine.outputs.get(action.output)!;
  moment.found = [];
  const scene = moment.scene(loop);
  const given = new Map(action.fields.map(({ name, value }) => [name, evaluate(value, scene)]));
  const writers = action.fields.flatMap(({ value }) => writersNamed(value, scene, []));
  const found = moment.found.map((frame) => frame.writer);
  const data: Output["data"][number][] = [];
  for (const { name, type, optional } of declaration.fields) {
    const value = given.get(name);
    if (value !== undefined) data.push({ name, type, value });
    else if (!optional) throw new StepFailure(`\`${name}\` of \`${action.output}\` is missing`);
  }
  const members = action.withEvent && stimulus.kind === "event" ? stimulus.event.members() : [];
  const occurrence = outputs.filter(({ output }) => output === action.output).length + 1;
  const { pattern } = machine.automaton;
  const { key, lane } = situation;
  outputs.push({
    id: outputIdOf(pattern, key, lane.texts, moment.trigger, action.output, occurrence),
    pattern,
    version: machine.version,
    output: action.output,
    kind: declaration.kind,
    key,
    lane: lane.texts,
    session: moment.sessionId,
    time: situation.at,
    causes: causesOf([writer, ...moment.guardWriters, ...writers, ...found]),
    data,
    members: membersBeside(data, members),
  });
}

/** Rule 27: the record's members whose names are not there yet. */
function membersBeside(data: Output["data"], members: Output["members"]): Output["members"] {
  const names = new Set(data.map(({ name }) => name));
  return members.filter(([name]) => !names.has(name) && names.add(name));
}

/** Rule 22: the frames of a kind, the oldest first. */
export function forEach(action: ForEach, moment: Moment): void {
  const frames = framesOf(moment.stack)
    .filter((frame) => frame.kind === action.kind)
    .reverse();
  if (frames.length === 0) return;
  const parts = action.sharing === null ? null : partsOf(action.sharing, frames, moment);
  for (const [i, frame] of frames.entries()) {
    const loop: Loop = { ...loopAt(frame, i, frames), ...parts?.[i] };
    for (const each of action.emits) emit(each, loop, moment);
  }
}

const loopAt = (frame: Frame, i: number, frames: readonly Frame[]): Loop => ({
  ...{ frame, index: i + 1, count: frames.length },
  ...{ part: undefined, partWriters: [] },
});

/** What each frame gets of an amount, and the writers that stand behind it. */
function partsOf(
  { amount, weight }: NonNullable<ForEach["sharing"]>,
  frames: readonly Frame[],
  moment: Moment,
): readonly Pick<Loop, "part" | "partWriters">[] {
  moment.found = [];
  const outside = moment.scene();
  const total = evaluate(amount, outside);
  if (total === undefined) throw new StepFailure("the amount to share is missing");
  const amountWriters = writersNamed(amount, outside, moment.found);
  const weighed = frames.map((frame, i) => {
    moment.found = [];
    const scene = moment.scene(loopAt(frame, i, frames));
    const value = evaluate(weight, scene);
    if (value === undefined) throw new StepFailure("a weight is missing");
    return { value: value as number, writers: writersNamed(weight, scene, moment.found) };
  });
  const parts = share(
    total as Exact,
    weighed.map(({ value }) => value),
  );
  return parts.map((part, i) => ({
    part,
    partWriters: [...amountWriters, ...weighed[i]!.writers],
  }));
}
