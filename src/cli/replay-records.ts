import type { Configuration } from "../worker/config/settings.ts";
import { applicationOf, rekeyedTopic, topicOf } from "../worker/config/topics.ts";
import { marksOf, recordsOf, type TimeMark } from "../worker/ops/replay/marks.ts";
import type { ReplaySource } from "../worker/ops/replay/replay.ts";
import type { WorkerParts } from "../worker/options.ts";
import type { StoredMessage, Transport } from "../worker/transport.ts";
import { exitCodes, Failure } from "./exit.ts";
import {
  type Archive,
  type ArchivedPlace,
  fileTopic,
  placed,
  underOwnKeys,
  valuesOf,
} from "./replay-archive.ts";
import { workerOptions } from "./worker-parts.ts";

/** What is stepped once more: tasks, each with its inputs. */
export interface Replayable {
  /** Where the tasks that are compared with stand, by topic; null: the records tell no places. */
  readonly topics: readonly string[] | null;
  /** What was too far ahead of the broker's clock is not among the records any more. */
  readonly judged: boolean;
  /** `until`: by topic and partition; null: all that there is. */
  tasks(until: Ends | null): AsyncGenerator<{
    readonly sources: readonly ReplaySource[];
    readonly marks: readonly TimeMark[];
  }>;
}

/** By topic and partition. */
export type Ends = ReadonlyMap<string, ReadonlyMap<number, number>>;

// ---------------------------------------------------------------- topics

/** Where the patterns' tasks read: with `rekey` what the stage before them has written. */
const inputsOf = (values: Configuration): readonly string[] =>
  values.rekey ? [rekeyedTopic(applicationOf(values))] : (values.input ?? []);

export function topicRecords(values: Configuration, { transport }: WorkerParts): Replayable {
  const topics = inputsOf(values);
  const edge = values.rekey ? null : workerOptions(values, "").from;
  return {
    topics,
    judged: values.rekey,
    async *tasks(until) {
      const ends = until ?? (await endsOf(topics, transport));
      const numbers = new Set([...ends.values()].flatMap((of) => [...of.keys()]));
      for (const partition of [...numbers].sort((a, b) => a - b)) {
        const sources: ReplaySource[] = [];
        for (const topic of topics) {
          const at = { topic, partition };
          const first = await transport.admin.offset(at, edge ?? "earliest", "committed");
          const end = ends.get(topic)?.get(partition) ?? first;
          sources.push({ from: at, messages: recordsOf(transport, at, first, end) });
        }
        yield { sources, marks: await timeMarks(values, transport, topics, partition) };
      }
    },
  };
}

async function timeMarks(
  values: Configuration,
  transport: Transport,
  topics: readonly string[],
  partition: number,
): Promise<readonly TimeMark[]> {
  const topic = topicOf(values, "changelog");
  const count = (await transport.admin.partitions([topic])).get(topic) ?? 0;
  return partition < count ? marksOf(transport, { topic, partition }, topics) : [];
}

export async function edges(
  { admin }: Transport,
  at: { readonly topic: string; readonly partition: number },
): Promise<readonly [number, number]> {
  const first = await admin.offset(at, "earliest", "committed");
  return [first, await admin.offset(at, "latest", "committed")];
}

/** Of every partition of the inputs. */
async function endsOf(topics: readonly string[], transport: Transport): Promise<Ends> {
  const found = new Map<string, Map<number, number>>();
  const counts = await transport.admin.partitions(topics);
  for (const topic of topics) {
    const count = counts.get(topic);
    if (count === undefined) {
      throw new Failure(exitCodes.refused, `the input topic ${topic} does not exist`);
    }
    const ends = new Map<number, number>();
    found.set(topic, ends);
    for (let partition = 0; partition < count; partition++) {
      ends.set(partition, (await edges(transport, { topic, partition }))[1]);
    }
  }
  return found;
}

// ---------------------------------------------------------------- archives

export function archiveRecords(
  archive: Archive,
  values: Configuration,
  { reader, transport }: WorkerParts,
  brokers: boolean,
): Replayable {
  const own = (source: ReplaySource): ReplaySource => ({
    ...source,
    messages: underOwnKeys(source.messages, reader, source.from),
  });
  const at = (from: ArchivedPlace): ReplaySource => ({ from, messages: placed(from) });
  if (archive.kind === "values" || values.rekey) {
    // Nobody knows where the records stood, or it does not matter: one task has all of them.
    const sources =
      archive.kind === "values"
        ? archive.files.map((file) => ({
            from: { topic: fileTopic(file), partition: 0 },
            messages: valuesOf(file),
          }))
        : archive.places.map(at);
    return {
      topics: null,
      judged: false,
      async *tasks() {
        yield { sources: sources.map(own), marks: [] };
      },
    };
  }
  const topics = [...new Set(archive.places.map(({ topic }) => topic))];
  return {
    topics,
    judged: false,
    async *tasks(until) {
      const numbers = new Set(archive.places.map(({ partition }) => partition));
      for (const partition of numbers) {
        const places = archive.places.filter((place) => place.partition === partition);
        const sources = places.map((from) => {
          const end = until?.get(from.topic)?.get(partition) ?? null;
          const { messages } = at(from);
          return { from, messages: end === null ? messages : before(messages, end) };
        });
        const marks = brokers
          ? await timeMarks(
              values,
              transport,
              sources.map(({ from }) => from.topic),
              partition,
            )
          : [];
        yield { sources, marks };
      }
    },
  };
}

async function* before(
  messages: ReplaySource["messages"],
  end: number,
): AsyncGenerator<readonly StoredMessage[]> {
  for await (const batch of messages) yield batch.filter(({ offset }) => offset < end);
}
