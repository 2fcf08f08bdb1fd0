import { eventTrigger, outputIdOf } from "../../machine/identity.ts";
import { formatTime } from "../../machine/values/time.ts";
import { contentOf, eventOf, idOf, membersOf, outputOf } from "../compare/line.ts";
import type { OrderedRun } from "../compare/ordered-run.ts";

/** The member of a record that says which outputs it should bring. */
export const EXPECT = "_expect";

/** An output that is expected of an event; fields that are not named are free. */
export interface Expected {
  readonly output: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What an event's `_expect` says, or why it says nothing. */
export type Annotation =
  | { readonly expected: readonly Expected[]; readonly problem: null }
  | { readonly expected: null; readonly problem: string };

type Members = readonly (readonly [name: string, json: string])[];

/** Null: the record has none. `[]` and `null`: nothing is to come of it. */
export function annotationOf(members: Members, outputs: readonly string[]): Annotation | null {
  const json = members.find(([name]) => name === EXPECT)?.[1];
  if (json === undefined) return null;
  const said: unknown = JSON.parse(json);
  const list = said === null ? [] : Array.isArray(said) ? (said as unknown[]) : [said];
  const expected: Expected[] = [];
  for (const one of list) {
    const read = expectedOf(one, outputs);
    if (typeof read === "string") return { expected: null, problem: read };
    expected.push(read);
  }
  return { expected, problem: null };
}

function expectedOf(said: unknown, outputs: readonly string[]): Expected | string {
  if (typeof said === "string") return named(said, {}, outputs);
  if (typeof said !== "object" || said === null)
    return `${EXPECT} holds names of outputs or objects, not ${JSON.stringify(said)}`;
  const { output, ...fields } = said as Record<string, unknown>;
  if (output === undefined && outputs.length === 1) return named(outputs[0]!, fields, outputs);
  if (typeof output !== "string")
    return `an object in ${EXPECT} names its output: {"output":"${outputs[0] ?? "…"}"}`;
  return named(output, fields, outputs);
}

const named = (
  output: string,
  fields: Readonly<Record<string, unknown>>,
  outputs: readonly string[],
): Expected | string =>
  outputs.includes(output)
    ? { output, fields }
    : `${EXPECT} names ${output}, which the pattern does not emit; it emits ${outputs.join(", ")}`;

/**
 * The same run with what the events' `_expect` says for its lines. An event without one expects nothing. Of an
 * expected output that the ordered run has, what is not named is taken from there.
 */
export function annotatedRun(ordered: OrderedRun): OrderedRun {
  const { log, outputs, truth } = ordered;
  const lines: string[] = [];
  const fedBy: number[] = [];
  const sessionOf: number[] = [];
  const outputNumbers: number[] = [];
  const starts = new Uint32Array(log.keys.length + 1);
  const otherwise = new Uint8Array(log.keys.length);
  log.keys.forEach((key, k) => {
    const given = new Map<string, number[]>();
    for (let i = ordered.starts[k]!; i < ordered.starts[k + 1]!; i++) {
      const id = idOf(ordered.lines[i]!);
      const name = `${eventOf(id)} ${outputOf(id)}`;
      given.set(name, [...(given.get(name) ?? []), i]);
    }
    const first = lines.length;
    for (let place = 0; place < log.starts[k + 1]! - log.starts[k]!; place++) {
      const row = log.rows[log.starts[k]! + place]!;
      const event = log.events[row]!;
      const told = new Map<string, number>();
      for (const { output, fields } of annotationOf(event.members(), outputs)?.expected ?? []) {
        const trigger = eventTrigger(event.id);
        const at = given.get(`${trigger} ${encodeURIComponent(output)}`)?.shift();
        const occurrence = (told.get(output) ?? 0) + 1;
        told.set(output, occurrence);
        const number = outputs.indexOf(output);
        lines.push(
          at === undefined
            ? lineOf(ordered, key, event, { output, fields }, occurrence)
            : withFields(ordered.lines[at]!, fields),
        );
        fedBy.push(at === undefined ? place : ordered.fedBy[at]!);
        sessionOf.push(at === undefined ? truth.session[row]! : ordered.sessionOf[at]!);
        outputNumbers.push(number);
      }
    }
    starts[k + 1] = lines.length;
    const own = [...ordered.lines.slice(ordered.starts[k], ordered.starts[k + 1])].sort();
    const expected = lines.slice(first).sort();
    if (own.length !== expected.length || own.some((line, i) => line !== expected[i]))
      otherwise[k] = 1;
  });
  return {
    ...ordered,
    ...{ lines, starts, otherwise },
    fedBy: Int32Array.from(fedBy),
    sessionOf: Uint32Array.from(sessionOf),
    outputOf: Uint16Array.from(outputNumbers),
  };
}

function withFields(line: string, fields: Readonly<Record<string, unknown>>): string {
  const content = contentOf(line);
  const members = membersOf(content);
  for (const [name, value] of Object.entries(fields)) {
    const was = members.get(name);
    // 9.90 and 9.9 are one number.
    if (was !== undefined && JSON.stringify(JSON.parse(was)) === JSON.stringify(value)) continue;
    if (value === null) members.delete(name);
    else members.set(name, JSON.stringify(value));
  }
  return `${line.slice(0, line.length - 1 - content.length)}${objectOf(members)}}`;
}

/** What the ordered run does not put out at all, as if it did. */
function lineOf(
  { machine }: OrderedRun,
  key: string,
  { id, time }: { readonly id: string; readonly time: number },
  { output, fields }: Expected,
  occurrence: number,
): string {
  const { pattern } = machine.automaton;
  const head = {
    id: outputIdOf(pattern, key, [], eventTrigger(id), output, occurrence),
    ...{ pattern, version: machine.version, output },
    kind: machine.outputs.get(output)!.kind,
    ...{ key, session: null, time: formatTime(time), causes: [id] },
  };
  const members = Object.entries(fields).filter(([, value]) => value !== null);
  const data = objectOf(members.map(([name, value]) => [name, JSON.stringify(value)]));
  return `${JSON.stringify(head).slice(0, -1)},"data":${data}}`;
}

const objectOf = (members: Iterable<readonly [string, string]>): string =>
  `{${[...members].map(([name, json]) => `${JSON.stringify(name)}:${json}`).join(",")}}`;
