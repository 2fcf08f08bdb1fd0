import type { WireRecord } from "../../../src/worker/protocol/requests.ts";
import type { MessageReader } from "../../../src/worker/records/message-reader.ts";
import { readKey } from "../../../src/worker/task/changelog-keys.ts";
import { decodeMeta, type Meta } from "../../../src/worker/task/meta.ts";
import type { WorkerPattern } from "../../../src/worker/task/pattern.ts";
import { committed, OPTIONS, type Rig, readerOf, stored, undisturbed } from "../rig.ts";
import { type Ending, PARTITIONS } from "./plan.ts";

/** What is left when a schedule is over. */
export interface Played {
  readonly rig: Rig;
  readonly pattern: WorkerPattern;
  readonly ending: Ending;
  /** Committed records by partition, also those that were truncated since. */
  readonly inputs: readonly (readonly WireRecord[])[];
  /** Where tasks stood when what lies at rest was damaged. */
  readonly positions: readonly (number | null)[];
}

/** The oracles of the campaign, by their numbers. Nothing is said where all is right. */
export function judge(played: Played): string[] {
  const partitions = Array.from({ length: PARTITIONS }, (_, partition) => partition);
  const told = outputsByKey(played.rig);
  const dead = deadPlaces(played.rig);
  const reader = readerOf(played.pattern);
  const wrong = partitions.flatMap((at) => ofPartition(played, at, { told, dead, reader }));
  if (told.size > 0) wrong.push(`(1) outputs of unknown keys: ${[...told.keys()].join(" ")}`);
  if (dead.size > 0) wrong.push(`(5) dead letters of nothing: ${[...dead.keys()].join(" ")}`);
  return [...wrong, ...openTransactions(played.rig)];
}

interface Seen {
  /** What no partition has accounted for yet: outputs by key, dead letters by place. */
  readonly told: Map<string, string[]>;
  readonly dead: Map<string, number>;
  readonly reader: MessageReader;
}

function ofPartition(
  { rig, pattern, ending, inputs, positions }: Played,
  partition: number,
  { told, dead, reader }: Seen,
): string[] {
  const wrong: string[] = [];
  const stopped = rig.news.some((n) => n.kind === "stopped" && n.task === partition);
  const { meta, states } = stored(rig.kafka, partition);
  const upTo =
    stopped || ending === "partition count"
      ? (positions[partition] ?? 0)
      : Number.POSITIVE_INFINITY;
  const from = { topic: "in", partition };
  // A task that had never begun begins with what is left of its input, and nobody can tell of the rest.
  const since = positions[partition] === null ? rig.kafka.state.log(from).start : 0;
  const records = inputs[partition]!.filter(
    ({ offset }) => Number(offset) >= since && Number(offset) < upTo,
  );
  const want = undisturbed(records, pattern, from, OPTIONS.disorderMs, reader);

  const wanted = new Map<string, string[]>();
  for (const line of want.lines) push(wanted, (JSON.parse(line) as { key: string }).key, line);
  for (const [key, lines] of wanted) {
    const was = told.get(key) ?? [];
    told.delete(key);
    if (was.join("\n") === lines.join("\n")) continue;
    wrong.push(`(1) outputs of ${key}: ${ids(was)} instead of ${ids(lines)}`);
  }
  for (const place of want.dead) {
    const times = dead.get(place) ?? 0;
    dead.delete(place);
    if (times !== 1) wrong.push(`(5) ${place} is a dead letter ${times} times`);
  }
  if (mustStop(ending, partition) && !stopped && positions[partition] !== null) {
    wrong.push(`task ${partition} goes on, ${ending}`);
  }
  if (!mustStop(ending, partition) && stopped) wrong.push(`task ${partition} has stopped`);
  if (ending !== "through") return wrong;

  for (const key of new Set([...states.keys(), ...want.states.keys()])) {
    if (states.get(key) === want.states.get(key)) continue;
    wrong.push(`(2) state of ${key}: ${states.get(key)} instead of ${want.states.get(key)}`);
  }
  const { end } = rig.kafka.state.log(from);
  const position = meta?.positions[0]?.[1];
  const ofGroup = rig.kafka.state.groups.offset(OPTIONS.app, `in-${partition}`);
  if (position !== end || (ofGroup !== end && ofGroup !== -1)) {
    wrong.push(
      `(3) state stands at ${position}, the group at ${ofGroup}, the input ends at ${end}`,
    );
  }
  return [...wrong, ...oneOwner(rig, partition)];
}

const mustStop = (ending: Ending, partition: number): boolean =>
  ending === "changelog deleted" || (ending === "truncated" && partition === 0);

/** Each chunk goes on where the one before it stood, whoever wrote it. */
function oneOwner({ kafka, news }: Rig, partition: number): string[] {
  const wrong: string[] = [];
  let before: Meta | null = null;
  for (const { key, value } of committed(kafka, OPTIONS.changelog, partition)) {
    if (key === null || value === null || readKey(key)?.kind !== "meta") continue;
    const read = decodeMeta(value);
    if (read.kind !== "read") continue;
    const { meta } = read;
    if (before !== null && meta.chunk <= before.chunk) {
      wrong.push(`(4) task ${partition}: chunk ${meta.chunk} after ${before.chunk}`);
    }
    if (before !== null && greatest(meta) < greatest(before)) {
      wrong.push(`(2) task ${partition}: the watermark goes back in chunk ${meta.chunk}`);
    }
    before = meta;
  }
  const numbers = news.flatMap((n) =>
    n.kind === "chunk" && n.task === partition ? [n.number] : [],
  );
  if (new Set(numbers).size < numbers.length)
    wrong.push(`(4) task ${partition}: a chunk is told twice`);
  return wrong;
}

const greatest = (meta: Meta): number => meta.greatest[0]?.[0] ?? Number.NEGATIVE_INFINITY;

function openTransactions({ kafka }: Rig): string[] {
  const wrong = kafka.state.transactions.undecided().map((id) => `(6) ${id} is open`);
  for (const topic of ["out", OPTIONS.changelog, OPTIONS.deadLetters]) {
    for (let partition = 0; partition < PARTITIONS; partition++) {
      const log = kafka.state.log({ topic, partition });
      if (log.stable !== log.end) wrong.push(`(6) ${topic}-${partition} has an open transaction`);
    }
  }
  return wrong;
}

function outputsByKey({ kafka }: Rig): Map<string, string[]> {
  const told = new Map<string, string[]>();
  for (let partition = 0; partition < PARTITIONS; partition++) {
    for (const { key, value } of committed(kafka, "out", partition))
      push(told, String(key), String(value));
  }
  return told;
}

/** How often each record is a dead letter, by place; of a timer or an end by what it is. */
function deadPlaces({ kafka }: Rig): Map<string, number> {
  const places = new Map<string, number>();
  for (let partition = 0; partition < PARTITIONS; partition++) {
    for (const { headers, value } of committed(kafka, OPTIONS.deadLetters, partition)) {
      const known = new Map(headers);
      const of = (name: string): string => String(known.get(`__connect.errors.${name}`));
      const place =
        known.get("__connect.errors.offset") === undefined
          ? String(value)
          : `${of("topic")}-${of("partition")}@${of("offset")}`;
      places.set(place, (places.get(place) ?? 0) + 1);
    }
  }
  return places;
}

const push = (of: Map<string, string[]>, key: string, line: string): void => {
  const known = of.get(key);
  if (known === undefined) of.set(key, [line]);
  else known.push(line);
};

const ids = (lines: readonly string[]): string =>
  `${lines.length} [${lines.map((line) => (JSON.parse(line) as { id: string }).id.replace("visits/", "")).join(" ")}]`;
