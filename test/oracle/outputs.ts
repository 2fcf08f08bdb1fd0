/** What a step writes: outputs, one by one or for each frame (rules 22, 27, 28). */
import type { Action, EmitAction } from "../../src/automaton/automaton.ts";
import { asNumber, fromScaled, roundDouble, StepFailure, toScaled, withinDigits } from "./exact.ts";
import { type Cause, evaluate, known, type Loop } from "./expressions.ts";
import { keyInIds, laneText } from "./history.ts";
import { Moment, type Reading } from "./moment.ts";
import { nodesOf } from "./named.ts";
import { encodedName, isoTime, jsonOfValue } from "./text.ts";

export class Outputs extends Moment {
  readonly lines: string[] = [];
  readonly emitted: string[] = [];

  // -------------------------------------------------------------- for each (rule 22)

  forEach(action: Action & { readonly do: "forEach" }): void {
    const frames = this.frames().filter((frame) => frame.kind === action.kind);
    const count = frames.length;
    if (count === 0) return;
    const loops = frames.map((frame, i): Loop => ({ frame, index: i + 1, count, part: undefined }));
    if (action.sharing === null) {
      for (const loop of loops) for (const emit of action.emits) this.emit(emit, loop, []);
      return;
    }
    const { amount, weight } = action.sharing;
    const amountView = this.view();
    const scaled = toScaled(known(evaluate(amount, amountView)));
    const weightViews = loops.map((loop) => this.view(loop));
    const weights = weightViews.map((view) => known(evaluate(weight, view)) as number);
    if (weights.some((w) => w < 0)) throw new StepFailure("a negative weight");
    if (weights.every((w) => w === 0)) throw new StepFailure("all weights are zero");
    const parts = sharedParts(scaled, weights);
    loops.forEach((loop, i) => {
      const standsFor: Reading = {
        expressions: [amount, weight],
        found: [...amountView.found, ...weightViews[i]!.found],
        loop,
      };
      const withPart = { ...loop, part: fromScaled(parts[i]!) };
      for (const emit of action.emits) this.emit(emit, withPart, this.causesOf(standsFor));
    });
  }

  // -------------------------------------------------------------- outputs (rules 27, 28)

  emit(action: EmitAction, loop: Loop | null, causesOfPart: readonly Cause[]): void {
    const { given } = this;
    const declaration = given.automaton.outputs.find((o) => o.name === action.output);
    if (declaration === undefined) throw new Error(`no such output: ${action.output}`);

    const view = this.view(loop);
    const values = new Map(action.fields.map((f) => [f.name, evaluate(f.value, view)]));
    const members: string[] = [];
    const names = new Set<string>();
    for (const field of declaration.fields) {
      const value = values.get(field.name);
      if (value === undefined) {
        if (!field.optional) throw new StepFailure(`${field.name} is missing`);
        continue;
      }
      members.push(`${JSON.stringify(field.name)}:${jsonOfValue(value, field.type)}`);
      names.add(field.name);
    }
    if (action.withEvent) {
      if (given.event === null) throw new StepFailure("the step has no event");
      for (const [name, json] of given.event.members()) {
        if (names.has(name)) continue;
        members.push(`${JSON.stringify(name)}:${json}`);
        names.add(name);
      }
    }

    const expressions = action.fields.map((f) => f.value);
    const readsPart = expressions.flatMap(nodesOf).some((node) => node.op === "part");
    const causes = [
      given.cause,
      ...this.guardCauses,
      ...this.causesOf({ expressions, found: view.found, loop }),
      ...(readsPart ? causesOfPart : []),
    ];
    const inOrder = [...causes].sort((a, b) => a.order - b.order).map((cause) => cause.id);

    this.emitted.push(action.output);
    const k = this.emitted.filter((name) => name === action.output).length;
    const id = [
      encodedName(given.automaton.pattern),
      keyInIds(given.key, given.life.lane),
      given.trigger,
      encodedName(action.output),
      String(k),
    ].join("/");
    const lane = given.life.lane.map((value) => JSON.stringify(laneText(value)));
    const head = [
      `"id":${JSON.stringify(id)}`,
      `"pattern":${JSON.stringify(given.automaton.pattern)}`,
      `"version":${JSON.stringify(given.fingerprint)}`,
      `"output":${JSON.stringify(action.output)}`,
      `"kind":${JSON.stringify(declaration.kind)}`,
      `"key":${JSON.stringify(given.key)}`,
      ...(lane.length === 0
        ? []
        : [`"lane":${lane.length === 1 ? lane[0] : `[${lane.join(",")}]`}`]),
      `"session":${JSON.stringify(given.facts.id)}`,
      `"time":${JSON.stringify(isoTime(given.at))}`,
      `"causes":${JSON.stringify([...new Set(inOrder)])}`,
      `"data":{${members.join(",")}}`,
    ];
    this.lines.push(`{${head.join(",")}}`);
  }
}

/** r_i − r_(i−1), where r_i is (amount × S_i) / S_n in doubles, rounded, and r_n the amount itself. */
function sharedParts(amount: bigint, weights: readonly number[]): bigint[] {
  const sum = (n: number): number => asNumber(weights.slice(0, n).reduce((s, w) => s + w, 0));
  const all = sum(weights.length);
  const upTo = weights.map((_, i) =>
    i === weights.length - 1
      ? amount
      : withinDigits(roundDouble(asNumber(Number(amount) * sum(i + 1)) / all, 0)),
  );
  return upTo.map((r, i) => withinDigits(r - (i === 0 ? 0n : upTo[i - 1]!)));
}
