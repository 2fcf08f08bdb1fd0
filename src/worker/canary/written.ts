import type { EventType, Type, Vocabulary } from "../../automaton/automaton.ts";
import type { CompiledLine, CompiledScenario } from "../../check/scenario.ts";
import type { Machine } from "../../machine/machine.ts";
import { renderValue } from "../../machine/render.ts";
import { formatTime } from "../../machine/values/time.ts";
import { SCENARIO_START } from "../../stream/scenario-run.ts";
import { fromText } from "../bytes.ts";
import { jsonMessages } from "../records/json-messages.ts";

/** A scenario whose events can be written as records that are read as the same events. */
export interface CanaryScenario {
  readonly machine: Machine;
  readonly scenario: CompiledScenario;
  /** Of each line with an event, under a run's key. */
  readonly records: readonly ((key: string) => string)[];
}

/** Why a scenario cannot be sent, or what to send. */
export type WrittenScenario =
  | { readonly kind: "sendable"; readonly scenario: CanaryScenario }
  | { readonly kind: "left out"; readonly why: string };

type EventLine = CompiledLine & { readonly kind: "event" };

/** A key that stands for a run's, to see whether what is written is read again. */
const TRIAL = "pda.canary:trial";

export function writtenScenario(machine: Machine, scenario: CompiledScenario): WrittenScenario {
  const { vocabulary } = machine.automaton;
  const lines = scenario.lines.filter((line) => line.kind === "event");
  if (lines.length === 0) return { kind: "left out", why: "it has no event" };
  const records = lines.map((line) => (key: string) => recordOf(vocabulary, machine, line, key));
  const reader = jsonMessages({ vocabularies: [vocabulary] });
  for (const [at, line] of lines.entries()) {
    const value = fromText(records[at]!(TRIAL));
    const rest = { key: null, headers: [], offset: at, timestampMs: 0, brokerTime: false };
    const from = { topic: "trial", partition: 0, index: 0 };
    const [result] = reader.read({ ...rest, value }, from).results;
    const { dead, name, key, fields } = line.event;
    const same =
      result?.kind === "event"
        ? !dead &&
          result.event.name === name &&
          result.event.key === runKey(TRIAL, key) &&
          result.event.time === SCENARIO_START + line.time &&
          sameFields(result.event.fields, fields)
        : dead;
    if (same) continue;
    const what = name === null ? "an undeclared event" : `\`${name}\``;
    const why = `its event ${at + 1}, ${what}, cannot be written as a JSON record that is read as the same event`;
    return { kind: "left out", why };
  }
  return { kind: "sendable", scenario: { machine, scenario, records } };
}

/** The scenario's keys stay apart within a run, and come back from `scenarioKey`. */
const runKey = (run: string, key: string): string => `${run}/${key}`;

export const scenarioKey = (run: string, key: string): string => key.slice(run.length + 1);

const sameFields = (a: object, b: object): boolean => {
  const told = (of: object): string =>
    JSON.stringify(
      Object.entries(of)
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => [name, typeof value, String(value)])
        .sort(([x], [y]) => (x! < y! ? -1 : 1)),
    );
  return told(a) === told(b);
};

function recordOf(
  vocabulary: Vocabulary,
  machine: Machine,
  { time, event }: EventLine,
  run: string,
): string {
  const { key, name, id, fields } = event;
  const leaves: (readonly [readonly string[], string])[] = [];
  const put = (path: readonly string[], json: string): void => {
    const known = leaves.some(([other]) => JSON.stringify(other) === JSON.stringify(path));
    if (!known) leaves.push([path, json]);
  };
  if (key !== "") put(vocabulary.key.path, JSON.stringify(runKey(run, key)));
  put(vocabulary.time.path, timeOf(vocabulary, SCENARIO_START + time));
  const type = name === null ? undefined : machine.events.get(name);
  put(vocabulary.typePath, JSON.stringify(type === undefined ? UNDECLARED : typeName(type)));
  if (vocabulary.id !== null && id !== null) put(vocabulary.id.path, JSON.stringify(id));
  for (const field of type?.fields ?? []) {
    const value = fields[field.name];
    if (value !== undefined) put(field.path, jsonOf(field.type, value));
  }
  return nested(leaves);
}

const UNDECLARED = "pda.canary undeclared";

const timeOf = ({ time }: Vocabulary, at: number): string =>
  time.unit === "seconds" ? String(at / 1_000) : `"${formatTime(at)}"`;

/** A duration comes as milliseconds, everything else as outputs write it. */
const jsonOf = (type: Type, value: string | number | bigint | boolean): string =>
  renderValue(type, value);

const typeName = ({ name, is }: EventType): string =>
  is === null ? name : "names" in is ? is.names[0]! : `${is.prefix}${name}`;

/** One JSON object from paths and JSON texts. */
function nested(leaves: readonly (readonly [path: readonly string[], json: string])[]): string {
  const members = new Map<string, (readonly [readonly string[], string])[]>();
  for (const [[first, ...rest], json] of leaves)
    members.set(first!, [...(members.get(first!) ?? []), [rest, json]]);
  const texts = [...members].map(([name, inside]) => {
    const leaf = inside.find(([path]) => path.length === 0);
    return `${JSON.stringify(name)}:${leaf === undefined ? nested(inside) : leaf[1]}`;
  });
  return `{${texts.join(",")}}`;
}
