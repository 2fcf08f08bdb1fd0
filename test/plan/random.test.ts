import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NO_MAPPING } from "../../src/check/mapping.ts";
import { type CompiledPattern, compile } from "../../src/compile.ts";
import { load } from "../../src/machine/machine.ts";
import { outputLine } from "../../src/machine/render.ts";
import { migration } from "../../src/plan/migrate.ts";
import { type Plan, planOf } from "../../src/plan/plan.ts";
import { patternRunner } from "../../src/stream/pattern-runner.ts";
import { type KeptRunner, referenceRunner } from "../../src/stream/runner.ts";
import { StateBytes } from "../../src/worker/state/state-bytes.ts";
import type { Input } from "../oracle/oracle.ts";
import { trials } from "../property/pairs.ts";
import { nothingTold, type Told } from "../support/kept.ts";
import { inputsOf } from "../support/logs.ts";
import { carried } from "./slow.ts";

const PROGRAMS = Number(process.env.PROGRAMS ?? 4);
const SEED = Number(process.env.SEED ?? 1);
const VARIANTS = 6;

/** null where the text gets an error. */
function compiled(text: string): CompiledPattern | null {
  const { patterns, diagnostics } = compile({
    main: { name: "generated.pda", text },
    load: () => null,
  });
  if (diagnostics.some(({ severity }) => severity === "error")) return null;
  return patterns[0] ?? null;
}

/** The same text without one of its lines, or with another duration. */
function varied(text: string, number: (below: number) => number): string {
  const lines = text.split("\n");
  const at = number(lines.length);
  const line = lines[at]!;
  const longer = line.replace(
    /\b(\d+)(s|m|h)\b/,
    (_, count, unit) => `${Number(count) * 3}${unit}`,
  );
  return (
    longer !== line && number(2) === 0 ? lines.with(at, longer) : lines.toSpliced(at, 1)
  ).join("\n");
}

const listening = ({ counts, lines, dead }: Told) => ({
  ...{ counts, line: (line: string) => lines.push(line) },
  dead: (step: Told["dead"][number]) => dead.push(step),
});

/** Feeds what the pattern has an event for. */
function take(runner: KeptRunner, input: Input, known: ReadonlySet<string>, key: string): void {
  if (input.kind === "event") {
    const { name } = input.event;
    if (name === null || known.has(name)) runner.feed(input.event, input.behindWatermark);
    return;
  }
  const row = runner.rowOf(key);
  const until = input.kind === "end" ? Number.POSITIVE_INFINITY : input.at;
  if (row >= 0) runner.advance(row, until, false);
}

const LACKING = /missing/;

function change(plan: Plan, inputs: readonly Input[], cut: number): boolean {
  const { from, to } = plan;
  const [before, after] = [load(from), load(to)];
  const names = (machine: typeof before) => new Set(machine.events.keys());
  const [told, expected] = [nothingTold(), nothingTold()];
  const fast = [
    patternRunner(before, listening(told)),
    patternRunner(after, listening(told)),
  ] as const;
  const { line, ...books } = listening(expected);
  const listener = {
    ...books,
    output: (output: Parameters<typeof outputLine>[0]) => line(outputLine(output)),
  };
  const slow = [referenceRunner(before, listener), referenceRunner(after, listener)] as const;
  const key = inputs.find((input) => input.kind === "event")?.event.key ?? "";
  for (const input of inputs.slice(0, cut))
    for (const runner of [fast[0], slow[0]]) take(runner, input, names(before), key);
  told.dead.length = 0;
  expected.dead.length = 0;
  const row = fast[0].rowOf(key);
  const state = row < 0 ? null : fast[0].save(row);
  if (state !== null) {
    const codec = new StateBytes(after);
    fast[1].restore(codec.decode(key, codec.encode(migration(plan)(state))));
    slow[1].restore(carried(slow[0].save(slow[0].rowOf(key))!, from, to, NO_MAPPING));
  }
  for (const input of inputs.slice(cut))
    for (const runner of [fast[1], slow[1]]) take(runner, input, names(after), key);
  expect(told).toEqual(expected);
  expect(told.dead.filter(({ reason }) => LACKING.test(reason))).toEqual([]);
  return state !== null;
}

describe("random changes that a plan keeps", () => {
  it("carry sessions over as a plain migration does, and they lack nothing", () => {
    const met = { keep: 0, drain: 0, carried: 0 };
    fc.assert(
      fc.property(
        trials((text) => compiled(text) !== null, 3),
        fc.infiniteStream(fc.nat(999_999)),
        ({ program, logs }, numbers) => {
          const number = (below: number): number => numbers.next().value! % below;
          const one = compiled(program.text)!;
          for (let variant = 0; variant < VARIANTS; variant++) {
            const other = compiled(varied(program.text, number));
            if (other === null || other.automaton.lanes?.fields.length === 0) continue;
            for (const [old, fresh] of [
              [one, other],
              [other, one],
            ] as const) {
              const result = planOf(old, fresh);
              if (result.kind !== "plan") throw new Error(result.messages.join());
              const { plan } = result;
              if (plan.policy !== "keep") {
                met.drain++;
                continue;
              }
              met.keep++;
              for (const log of logs)
                for (const inputs of inputsOf(log, old.automaton.vocabulary))
                  if (change(plan, inputs, number(inputs.length))) met.carried++;
            }
          }
        },
      ),
      { seed: SEED, numRuns: PROGRAMS, endOnFailure: true },
    );
    expect(met.keep).toBeGreaterThan(PROGRAMS);
    expect(met.drain).toBeGreaterThan(0);
    expect(met.carried).toBeGreaterThan(PROGRAMS);
  });
});
