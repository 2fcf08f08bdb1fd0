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
import type { Event } from "../machine/event.ts";
import type { Machine } from "../machine/machine.ts";
import type { DeadStep, Output } from "../machine/output.ts";
import { renderValue } from "../machine/render.ts";
import { framesOf } from "../machine/stack.ts";
import type { Value } from "../machine/value.ts";
import { compareText } from "../machine/values/text.ts";
import {
  advance,
  feed,
  finish,
  type Happening,
  nextDue,
  type Passage,
  type Visitor,
} from "../machine/visitor.ts";

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

class ScenarioRun {
  readonly happenings: Happening[] = [];
  private readonly machine: Machine;
  private readonly visitors = new Map<string, Visitor>();
  private readonly seen = new Map<string, Seen>();
  private fed = 0;
  private outputs: Output[] = [];
  private dead: DeadStep[] = [];
  private unread = false;

  constructor(machine: Machine) {
    this.machine = machine;
  }

  line(line: CompiledLine): readonly ScenarioFailure[] {
    this.outputs = [];
    this.dead = [];
    this.unread = false;
    switch (line.kind) {
      case "event": {
        const { key, name, fields, dead } = line.event;
        this.unread = dead;
        const time = SCENARIO_START + line.time;
        const event: Event = {
          key,
          time,
          name,
          fields,
          id: `scenario#${++this.fed}`,
          members: () => [],
        };
        if (!dead) this.keep(key, feed(this.machine, this.visitors.get(key) ?? null, event, false));
        break;
      }
      case "watermark":
        this.passTime(SCENARIO_START + line.time);
        break;
      case "end":
        this.passTime(Number.POSITIVE_INFINITY);
        break;
      case "final":
        return this.final(line);
    }
    return this.compare(line.expect);
  }

  private keep(key: string, passage: Passage): void {
    this.outputs.push(...passage.outputs);
    this.dead.push(...passage.dead);
    this.happenings.push(...passage.happenings);
    for (const { lane, step } of passage.happenings)
      this.seen.set(JSON.stringify([key, lane.texts]), {
        ...{ key, lane: lane.texts, configuration: step.configuration },
      });
    if (passage.visitor === null) this.visitors.delete(key);
    else this.visitors.set(key, passage.visitor);
  }

  /** A watermark for all keys, by instant and key (rule 29). */
  private passTime(until: number): void {
    for (;;) {
      const due = [...this.visitors]
        .map(([key, visitor]) => ({ key, visitor, instant: nextDue(this.machine, visitor)! }))
        .filter(({ instant }) => instant < until)
        .sort((a, b) => a.instant - b.instant || compareText(a.key, b.key))[0];
      if (due === undefined) break;
      this.keep(due.key, advance(this.machine, due.visitor, due.instant, true));
    }
    const byKey = [...this.visitors].sort(([a], [b]) => compareText(a, b));
    for (const [key, visitor] of byKey)
      this.keep(
        key,
        until === Number.POSITIVE_INFINITY
          ? finish(this.machine, visitor)
          : advance(this.machine, visitor, until),
      );
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
    return outputs.flatMap((expected, i) => compareOutput(expected, this.outputs[i]!));
  }

  private got(): string {
    return this.outputs.length === 0 ? "nothing" : this.outputs.map(showOutput).join(", ");
  }

  private final(line: CompiledLine & { kind: "final" }): readonly ScenarioFailure[] {
    const { span } = line;
    if (line.withoutSession)
      return this.visitors.size === 0 ? [] : [{ span, message: "a session is still open" }];
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

function compareOutput(expected: CompiledOutput, got: Output): readonly ScenarioFailure[] {
  if (expected.output !== got.output)
    return [
      { span: expected.span, message: `expected \`${expected.output}\`, got ${showOutput(got)}` },
    ];
  return expected.fields
    .filter((field) => !equals(field, got.data.find(({ name }) => name === field.name)?.value))
    .map(({ name, type, value }) => ({
      span: expected.span,
      message: `expected \`${name}: ${value === undefined ? "missing" : renderValue(type, value)}\`, got ${showOutput(got)}`,
    }));
}

const equals = ({ type, value }: CompiledField, got: Value): boolean =>
  value === undefined || got === undefined
    ? value === got
    : renderValue(type, value) === renderValue(type, got);

const sameTexts = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((text, i) => text === b[i]);

const showExpected = ({ output, fields }: CompiledOutput): string =>
  show(
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

const showOutput = ({ output, data }: Output): string =>
  show(
    output,
    data.flatMap(({ name, type, value }) => showField(name, type, value)),
  );
