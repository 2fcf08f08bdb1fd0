import type { Type } from "../../src/automaton/automaton.ts";
import { durationText } from "../../src/automaton/wording.ts";
import { compile } from "../../src/compile.ts";
import type { Source } from "../../src/diagnostic/diagnostic.ts";
import { noCounts } from "../../src/machine/counts.ts";
import type { Event } from "../../src/machine/event.ts";
import { load, type Machine } from "../../src/machine/machine.ts";
import type { Output } from "../../src/machine/output.ts";
import { renderValue } from "../../src/machine/render.ts";
import type { Value } from "../../src/machine/value.ts";
import { steppedRunner } from "../../src/stream/pattern-runner.ts";
import { runScenario, SCENARIO_START } from "../../src/stream/scenario-run.ts";
import { format } from "../../src/syntax/print.ts";
import { runOut } from "./inputs.ts";

export type WrittenScenario =
  /** The whole text, the scenario behind it; and where that begins. */
  { readonly text: string; readonly at: number } | { readonly refused: string };

/** More lines than anybody reads. */
const EVENTS_MAX = 200;

/**
 * A run as a scenario that holds: its events at their distance from the first, each with what came out. It is
 * tried before it is offered; where the key matters to what comes out, the events name it.
 */
export function writeScenario(
  machine: Machine,
  source: Source,
  events: readonly Event[],
  title: string,
): WrittenScenario {
  if (events.length === 0) return { refused: "no event of this session is known" };
  if (events.length > EVENTS_MAX)
    return { refused: `a scenario of ${events.length} events is more than anybody reads` };
  for (const keyed of [false, true]) {
    const scenario = scenarioText(machine, events, title, keyed);
    const text = `${source.text.trimEnd()}\n\n${scenario}`;
    if (holds(machine, { ...source, text }, title)) {
      const printed = format({ ...source, text }).text ?? text;
      return { text: printed, at: printed.lastIndexOf("\nscenario ") + 1 };
    }
  }
  return {
    refused: "what came out depends on more than a scenario can say, such as ids or the calendar",
  };
}

function holds(machine: Machine, main: Source, title: string): boolean {
  const { patterns, scenarios, diagnostics } = compile({ main, load: () => null });
  if (diagnostics.some(({ severity }) => severity === "error")) return false;
  const scenario = scenarios.find((one) => one.title === title);
  const pattern = patterns.find(({ automaton }) => automaton.pattern === machine.automaton.pattern);
  if (scenario === undefined || pattern === undefined) return false;
  return runScenario(load(pattern.automaton), scenario).failures.length === 0;
}

function scenarioText(
  machine: Machine,
  events: readonly Event[],
  title: string,
  keyed: boolean,
): string {
  const told: Output[] = [];
  const runner = steppedRunner(machine, {
    ...{ counts: noCounts(), dead: () => {} },
    output: (output) => told.push(output),
  });
  const start = events[0]!.time;
  const expected = (): string => {
    const texts = told.splice(0).map((output) => expectationText(machine, output));
    return texts.length === 0 ? "" : ` => ${texts.join(", ")}`;
  };
  const lines = events.map((event) => {
    const time = SCENARIO_START + event.time - start;
    const key = keyed ? event.key : "scenario";
    runner.feed({ ...asPlain(event), key, time }, false, Number.NEGATIVE_INFINITY);
    return `  at ${offset(event.time - start)} ${eventWritten(machine, event, keyed)}${expected()}`;
  });
  runOut(runner);
  const end = expected();
  const { pattern } = machine.automaton;
  return [
    `scenario ${JSON.stringify(title)} for ${pattern} {`,
    ...lines,
    ...(end === "" ? [] : [`  at end${end}`]),
    "}",
    "",
  ].join("\n");
}

const asPlain = ({ name, fields, id, members }: Event) => ({ name, fields, id, members });

const offset = (milliseconds: number): string =>
  milliseconds < 0 ? `-${durationText(-milliseconds)}` : durationText(milliseconds);

function eventWritten(machine: Machine, { name, fields, key }: Event, keyed: boolean): string {
  const { vocabulary } = machine.automaton;
  const declared = vocabulary.events.find((event) => event.name === name)?.fields ?? [];
  const values = declared.flatMap((field) =>
    valueWritten(field.name, field.type, fields[field.name]),
  );
  const own = keyed ? [`${vocabulary.key.name}: ${JSON.stringify(key)}`] : [];
  return withValues(name ?? "undeclared", [...values, ...own]);
}

const expectationText = (machine: Machine, { output, data, retracted }: Output): string => {
  if (retracted === true) return `retracted ${output}`;
  const declared = new Set(machine.outputs.get(output)?.fields.map(({ name }) => name));
  return withValues(
    output,
    data.flatMap(({ name, type, value }) =>
      declared.has(name) ? valueWritten(name, type, value) : [],
    ),
  );
};

const valueWritten = (name: string, type: Type, value: Value): string[] => {
  if (value === undefined) return [];
  const text = type.kind === "duration" ? offset(value as number) : renderValue(type, value);
  return [`${name}: ${text}`];
};

const withValues = (name: string, values: readonly string[]): string =>
  values.length === 0 ? name : `${name} { ${values.join(", ")} }`;
