import type {
  CompiledExpectation,
  CompiledField,
  CompiledFrame,
  CompiledLine,
  CompiledOutput,
  CompiledScenario,
} from "../check/scenario.ts";
import type { Span } from "../diagnostic/diagnostic.ts";
import type { Configuration } from "../machine/configuration.ts";
import { noCounts } from "../machine/counts.ts";
import type { Event } from "../machine/event.ts";
import type { Machine } from "../machine/machine.ts";
import type { DeadStep, Output } from "../machine/output.ts";
import { renderValue } from "../machine/render.ts";
import { framesOf } from "../machine/stack.ts";
import type { Value } from "../machine/value.ts";
import { compareText } from "../machine/values/text.ts";
import type { Happening } from "../machine/visitor.ts";
import { steppedRunner } from "./pattern-runner.ts";
import type { Runner } from "./runner.ts";

/** `at 0s` of a scenario: 2024-01-01T00:00Z. */
export const SCENARIO_START = 1_704_067_200_000;

/** One way in which a scenario went otherwise. */
export interface ScenarioFailure {
  readonly span: Span;
  /** A sentence: what was expected and what came. */
  readonly message: string;
}

export interface ScenarioResult {
  readonly scenario: CompiledScenario;
  /** Up to and with the first line that differs. */
  readonly failures: readonly ScenarioFailure[];
  /** Every step up to the difference. */
  readonly happenings: readonly Happening[];
}

/** Runs a scenario on the reference, up to its first difference. */
export function runScenario(machine: Machine, scenario: CompiledScenario): ScenarioResult {
  const run = new ScenarioRun(machine);
  for (const line of scenario.lines) {
    const failures = run.line(line);
    if (failures.length > 0) return { scenario, failures, happenings: run.happenings };
  }
  return { scenario, failures: [], happenings: run.happenings };
}

/** An automaton as it was last seen. */
interface Seen {
  readonly key: string;
  readonly lane: readonly string[];
  readonly configuration: Configuration;
}

/** A scenario line by line, on the reference. */
export class ScenarioRun {
  readonly happenings: Happening[] = [];
  private readonly machine: Machine;
  private readonly runner: Runner;
  private readonly seen = new Map<string, Seen>();
  /** Of lines without an event, the last. */
  private watermark = Number.NEGATIVE_INFINITY;
  private fed = 0;
  private readonly events = new Map<string, Event>();
  private outputs: Output[] = [];
  private dead: DeadStep[] = [];
  private unread = false;

  constructor(machine: Machine, heard: (output: Output) => void = () => {}) {
    this.machine = machine;
    this.runner = steppedRunner(machine, {
      counts: noCounts(),
      output: (output) => {
        this.outputs.push(output);
        heard(output);
      },
      dead: (step) => this.dead.push(step),
      happened: (happening, key) => this.hear(happening, key),
    });
  }

  /** `read`: the line's event as it was read, where it has been written as a record; null: it was not to be read. */
  line(line: CompiledLine, read?: Event | null): readonly ScenarioFailure[] {
    this.outputs = [];
    this.dead = [];
    this.unread = false;
    switch (line.kind) {
      case "event": {
        const event = read ?? this.eventOf(line);
        this.unread = read === undefined ? line.event.dead : read === null;
        this.events.set(event.id, event);
        if (!this.unread) this.runner.feed(event, event.time < this.watermark, this.watermark);
        break;
      }
      case "watermark":
        this.watermark = Math.max(this.watermark, SCENARIO_START + line.time);
        passTime(this.runner, this.watermark);
        break;
      case "end":
        this.runner.endInput?.();
        passTime(this.runner, Number.POSITIVE_INFINITY);
        break;
      case "final":
        return this.final(line);
    }
    return this.compare(line.expect);
  }

  private hear(happening: Happening, key: string): void {
    this.happenings.push(happening);
    const { lane, step } = happening;
    this.seen.set(JSON.stringify([key, lane.texts]), {
      ...{ key, lane: lane.texts, configuration: step.configuration },
    });
  }

  private eventOf({ time, event }: CompiledLine & { kind: "event" }): Event {
    const { key, name, id, fields } = event;
    return {
      ...{ key, time: SCENARIO_START + time, name, fields },
      ...{ id: id ?? `scenario#${++this.fed}`, members: () => [] },
    };
  }

  // ------------------------------------------------------------ comparing

  private compare(expect: CompiledExpectation): readonly ScenarioFailure[] {
    const failed = this.unread || this.dead.length > 0;
    if (expect.kind === "fails")
      return failed
        ? []
        : [{ span: expect.span, message: `expected a dead letter, got ${this.got()}` }];
    if (failed) {
      const why = this.dead[0]?.reason ?? "a required field or the key is missing";
      return [{ span: expect.span, message: `the step failed: ${why}` }];
    }
    const { outputs } = expect;
    if (outputs.length !== this.outputs.length)
      return [
        {
          span: expect.span,
          message: `expected ${outputs.length === 0 ? "nothing" : outputs.map(showExpected).join(", ")}, got ${this.got()}`,
        },
      ];
    return outputs.flatMap((expected, i) => this.compareOutput(expected, this.outputs[i]!));
  }

  private compareOutput(expected: CompiledOutput, got: Output): readonly ScenarioFailure[] {
    const { span } = expected;
    const retracted = got.retracted === true;
    if (expected.output !== got.output || expected.retracted !== retracted)
      return [{ span, message: `expected ${showName(expected)}, got ${showOutput(got)}` }];
    const values = this.valuesOf(got);
    return expected.fields
      .filter((field) => !equals(field, values.get(field.name)))
      .map(({ name, type, value }) => {
        const shown = value === undefined ? "missing" : renderValue(type, value);
        return { span, message: `expected \`${name}: ${shown}\`, got ${showOutput(got)}` };
      });
  }

  /** Of a late event, what it came with. */
  private valuesOf({ kind, data, causes }: Output): ReadonlyMap<string, Value> {
    if (kind !== "late") return new Map(data.map(({ name, value }) => [name, value]));
    const { key, fields } = this.events.get(causes[0]!)!;
    const { vocabulary } = this.machine.automaton;
    return new Map([[vocabulary.key.name, key], ...Object.entries(fields)]);
  }

  private got(): string {
    return this.outputs.length === 0 ? "nothing" : this.outputs.map(showOutput).join(", ");
  }

  private final(line: CompiledLine & { kind: "final" }): readonly ScenarioFailure[] {
    const { span } = line;
    if (line.withoutSession)
      return this.runner.size() === 0 ? [] : [{ span, message: "a session is still open" }];
    const lived = [...this.seen.values()].filter(
      ({ key, lane }) => line.of === null || (key === line.of.key && sameTexts(lane, line.of.lane)),
    );
    if (lived.length === 0) return [{ span, message: "no automaton has lived" }];
    if (lived.length > 1)
      return [{ span, message: 'several automata have lived; say which, `for "key", "lane"`' }];
    const { configuration } = lived[0]!;
    const failures: ScenarioFailure[] = [];
    if (line.state !== null && line.state !== configuration.state)
      failures.push({
        span,
        message: `expected to end in \`${line.state}\`, ended in \`${configuration.state}\``,
      });
    if (line.stack !== null) failures.push(...this.compareStack(line.stack, configuration, span));
    return failures;
  }

  private compareStack(
    expected: readonly CompiledFrame[],
    configuration: Configuration,
    span: Span,
  ): readonly ScenarioFailure[] {
    const frames = [...framesOf(configuration.stack)].reverse();
    const shown = frames.map(({ kind, fields }) =>
      show(
        kind,
        this.machine.kinds
          .get(kind)!
          .fields.flatMap(({ name, type }) => showField(name, type, fields[name])),
      ),
    );
    const got = shown.length === 0 ? "empty" : shown.join(", ");
    const fits =
      frames.length === expected.length &&
      expected.every(
        ({ kind, fields }, i) =>
          frames[i]!.kind === kind &&
          fields.every((field) => equals(field, frames[i]!.fields[field.name])),
      );
    return fits ? [] : [{ span, message: `the stack is ${got}` }];
  }
}

/** A watermark for all keys, by instant and key (rule 29). */
export function passTime(runner: Runner, until: number): void {
  const byKey = (a: number, b: number): number => compareText(runner.keyOf(a), runner.keyOf(b));
  for (;;) {
    const due = [...runner.rows()]
      .map((row) => ({ row, instant: runner.nextDue(row) }))
      .filter(({ instant }) => instant < until)
      .sort((a, b) => a.instant - b.instant || byKey(a.row, b.row))[0];
    if (due === undefined) break;
    runner.advance(due.row, due.instant, true);
  }
  if (until === Number.POSITIVE_INFINITY) return;
  for (const row of [...runner.rows()].sort(byKey)) runner.advance(row, until, false);
}

const equals = ({ type, value }: CompiledField, got: Value): boolean =>
  value === undefined || got === undefined
    ? value === got
    : renderValue(type, value) === renderValue(type, got);

const sameTexts = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((text, i) => text === b[i]);

const showExpected = ({ output, retracted, fields }: CompiledOutput): string =>
  retracted
    ? `\`retracted ${output}\``
    : show(
        output,
        fields.map(
          ({ name, type, value }) =>
            `${name}: ${value === undefined ? "missing" : renderValue(type, value)}`,
        ),
      );

const show = (name: string, fields: readonly string[]): string =>
  fields.length === 0 ? `\`${name}\`` : `\`${name} { ${fields.join(", ")} }\``;

const showField = (name: string, type: CompiledField["type"], value: Value): string[] =>
  value === undefined ? [] : [`${name}: ${renderValue(type, value)}`];

const showName = ({ output, retracted }: CompiledOutput): string =>
  retracted ? `\`retracted ${output}\`` : `\`${output}\``;

const showOutput = ({ output, retracted, data }: Output): string =>
  retracted === true
    ? `\`retracted ${output}\``
    : show(
        output,
        data.flatMap(({ name, type, value }) => showField(name, type, value)),
      );
