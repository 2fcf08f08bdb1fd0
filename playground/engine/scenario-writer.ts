import type { Type } from "../../src/automaton/automaton.ts";
import { durationText } from "../../src/automaton/wording.ts";
import { compile } from "../../src/compile.ts";
import type { Diagnostic, Source } from "../../src/diagnostic/diagnostic.ts";
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

/** What the scenario's events say beyond their fields. */
interface Said {
  readonly key: boolean;
  /** The id that the `events` block declares. */
  readonly id: boolean;
}

/**
 * A run as a scenario that holds: its events at their distance from the first, each with what came out. It is
 * tried before it is offered. Where key or id matter to what comes out, the events say them; what depends even so on
 * where the events came from, such as the id of a session, is left out of what is expected.
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
  if (compile({ main: source, load: () => null }).diagnostics.some(isError))
    return { refused: "the text has mistakes; a scenario is put behind a text without" };
  const ids = machine.automaton.vocabulary.id === null ? [false] : [false, true];
  const ways = [false, true]
    .flatMap((key) => ids.map((id): Said => ({ key, id })))
    .map((said) => scenarioText(machine, events, title, said))
    .toSorted((a, b) => a.leftOut - b.leftOut);
  for (const { scenario } of ways) {
    const text = `${source.text.trimEnd()}\n\n${scenario}`;
    if (holds(machine, { ...source, text }, title)) {
      const printed = format({ ...source, text }).text ?? text;
      return { text: printed, at: printed.lastIndexOf("\nscenario ") + 1 };
    }
  }
  return { refused: "what came out depends on more than a scenario can say, such as the calendar" };
}

const isError = ({ severity }: Diagnostic): boolean => severity === "error";

function holds(machine: Machine, main: Source, title: string): boolean {
  const { patterns, scenarios, diagnostics } = compile({ main, load: () => null });
  if (diagnostics.some(isError)) return false;
  const scenario = scenarios.find((one) => one.title === title);
  const pattern = patterns.find(({ automaton }) => automaton.pattern === machine.automaton.pattern);
  if (scenario === undefined || pattern === undefined) return false;
  return runScenario(load(pattern.automaton), scenario).failures.length === 0;
}

function scenarioText(
  machine: Machine,
  events: readonly Event[],
  title: string,
  said: Said,
): { readonly scenario: string; readonly leftOut: number } {
  const here = outputsOf(machine, events, (event) => event);
  const there = outputsOf(machine, events, ({ key, id }, i) => ({
    key: said.key ? key : "scenario",
    id: said.id ? id : `scenario#${i + 1}`,
  }));
  let leftOut = 0;
  const expected = (step: number): string => {
    const texts = here[step]!.map((output, i) => {
      const values = valuesOf(machine, output);
      const others = there[step]![i];
      const same = others === undefined ? [] : valuesOf(machine, others);
      const kept = values.filter((value) => same.includes(value));
      leftOut += values.length - kept.length;
      return `${output.retracted === true ? "retracted " : ""}${withValues(output.output, kept)}`;
    });
    return texts.length === 0 ? "" : ` => ${texts.join(", ")}`;
  };
  const start = events[0]!.time;
  const lines = events.map(
    (event, i) =>
      `  at ${offset(event.time - start)} ${eventWritten(machine, event, said)}${expected(i)}`,
  );
  const end = expected(events.length);
  const { pattern } = machine.automaton;
  const scenario = [
    `scenario ${JSON.stringify(title)} for ${pattern} {`,
    ...lines,
    ...(end === "" ? [] : [`  at end${end}`]),
    "}",
    "",
  ].join("\n");
  return { scenario, leftOut };
}

/** What comes out at each event, by its place, and behind the last at the end; at the times of a scenario. */
function outputsOf(
  machine: Machine,
  events: readonly Event[],
  called: (event: Event, place: number) => Pick<Event, "key" | "id">,
): readonly (readonly Output[])[] {
  let told: Output[] = [];
  const runner = steppedRunner(machine, {
    ...{ counts: noCounts(), dead: () => {} },
    output: (output) => told.push(output),
  });
  const taken = (): readonly Output[] => {
    const outputs = told;
    told = [];
    return outputs;
  };
  const start = events[0]!.time;
  const all = events.map((event, i) => {
    const { name, fields } = event;
    const { key, id } = called(event, i);
    const time = SCENARIO_START + event.time - start;
    const members = () => event.members();
    runner.feed({ key, id, name, fields, time, members }, false, Number.NEGATIVE_INFINITY);
    return taken();
  });
  runOut(runner);
  return [...all, taken()];
}

const offset = (milliseconds: number): string =>
  milliseconds < 0 ? `-${durationText(-milliseconds)}` : durationText(milliseconds);

function eventWritten(machine: Machine, { name, fields, key, id }: Event, said: Said): string {
  const { vocabulary } = machine.automaton;
  const declared = vocabulary.events.find((event) => event.name === name)?.fields ?? [];
  const values = declared.flatMap((field) =>
    valueWritten(field.name, field.type, fields[field.name]),
  );
  const own = said.key ? [`${vocabulary.key.name}: ${JSON.stringify(key)}`] : [];
  const named = said.id && !declared.some((field) => field.name === vocabulary.id?.name);
  const ids = named ? [`${vocabulary.id?.name}: ${JSON.stringify(id)}`] : [];
  return withValues(name ?? "undeclared", [...ids, ...values, ...own]);
}

/** Of an output's declared fields; a retraction has none. */
function valuesOf(machine: Machine, { output, data, retracted }: Output): readonly string[] {
  if (retracted === true) return [];
  const declared = new Set(machine.outputs.get(output)?.fields.map(({ name }) => name));
  return data.flatMap(({ name, type, value }) =>
    declared.has(name) ? valueWritten(name, type, value) : [],
  );
}

const valueWritten = (name: string, type: Type, value: Value): string[] => {
  if (value === undefined) return [];
  const text = type.kind === "duration" ? offset(value as number) : renderValue(type, value);
  return [`${name}: ${text}`];
};

const withValues = (name: string, values: readonly string[]): string =>
  values.length === 0 ? name : `${name} { ${values.join(", ")} }`;
