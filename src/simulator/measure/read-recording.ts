import type { Vocabulary } from "../../automaton/automaton.ts";
import { keyCandidates, timeCandidates, typeCandidates } from "../../records/infer/candidates.ts";
import { Places } from "../../records/infer/places.ts";
import { timeShape } from "../../records/infer/shape.ts";
import type { Log } from "../../records/log.ts";
import { overrideVocabulary, readPath, spellPath } from "../../records/override.ts";
import { openVocabulary, type RecordMapper } from "../../records/vocabulary.ts";
import { Recorder, type Recording } from "./recording.ts";

/** Where a log says what is measured, as on a command line: `user.id`, `ts in seconds`. */
export interface RecordingPlaces {
  /** null: the log has no keys, or none was found. */
  readonly key: string | null;
  readonly time: string | null;
  readonly arrival: string | null;
  readonly partition: string | null;
}

/** Names under which arrival times are kept, the likeliest first. */
const ARRIVALS = [
  ...["arrival", "arrived_at", "received", "received_at", "ingested_at", "collector_tstamp"],
  ...["server_time", "server_timestamp", "kafka_timestamp"],
] as const;
const PARTITIONS = ["partition", "kafka_partition", "shard"] as const;
const LOOKED_AT = 1000;

/** What a first look at a log found. */
interface Look {
  readonly places: RecordingPlaces;
  readonly fields: readonly string[];
  /** Records that could be read, and those that could not. */
  readonly records: number;
  readonly refused: number;
}

/** Finds places by their names in the first records of a log; what is given stays. */
export async function findPlaces(log: Log, given: Partial<RecordingPlaces>): Promise<Look> {
  const seen = new Places();
  let refused = 0;
  for await (const record of log) {
    const [result] = record.results;
    if (result?.kind === "dead" && (result.reason === "damaged" || result.reason === "too long")) {
      refused++;
      continue;
    }
    seen.add(record.members());
    if (seen.records >= LOOKED_AT) break;
  }
  const all = seen.all();
  const known = (names: readonly string[], test: (place: (typeof all)[number]) => boolean) =>
    names.flatMap((name) => all.filter((each) => each.path.join(".") === name && test(each)))[0];
  const time = timeCandidates(seen)[0];
  const arrival = known(ARRIVALS, (place) => place !== time && timeShape(place) !== null);
  const partition = known(PARTITIONS, (place) => place.count === seen.records);
  const keys = keyCandidates(seen, [typeCandidates(seen)[0], time, arrival, partition]);
  const key = keys.find(({ path }) => path.join(".") === "key") ?? keys[0];
  const spelled = (place: (typeof all)[number] | undefined): string | null =>
    place === undefined ? null : spellPath(place.path);
  const timed = (place: (typeof all)[number] | undefined): string | null =>
    place === undefined || timeShape(place) !== "seconds"
      ? spelled(place)
      : `${spelled(place)} in seconds`;
  return {
    places: {
      key: given.key ?? spelled(key),
      time: given.time ?? timed(time),
      arrival: given.arrival ?? timed(arrival),
      partition: given.partition ?? spelled(partition),
    },
    fields: all.map(({ path }) => spellPath(path)),
    ...{ records: seen.records, refused },
  };
}

/** One mapper for the event, and one each for its arrival and partition, where these are named. */
export function recordingMappers({ key, time, arrival, partition }: TimedPlaces): RecordMapper[] {
  const read = (keyPlace: string, timePlace: string): RecordMapper =>
    openVocabulary(overrideVocabulary(PLAIN, { key: keyPlace, time: timePlace }));
  // Without a key something must stand in its place that every record has.
  const keyed = key ?? time.replace(/\s+in\s+\w+$/, "");
  return [
    read(keyed, time),
    ...(arrival === null ? [] : [read(keyed, arrival)]),
    ...(partition === null ? [] : [read(partition, time)]),
  ];
}

export interface TimedPlaces extends RecordingPlaces {
  readonly time: string;
}

export interface ReadRecording {
  readonly recording: Recording;
  /** Records that could not be used, and the first one's reason. */
  readonly refused: number;
  readonly refusal: string | null;
  /** There were more. */
  readonly limited: boolean;
}

/** Reads a log that was opened with `recordingMappers` of the same places. */
export async function readRecording(
  log: Log,
  { key, arrival, partition }: TimedPlaces,
  limit = Number.POSITIVE_INFINITY,
): Promise<ReadRecording> {
  const recorder = new Recorder();
  let refused = 0;
  let refusal: string | null = null;
  let limited = false;
  for await (const record of log) {
    if (recorder.length >= limit) {
      limited = true;
      break;
    }
    const dead = record.results.find((result) => result.kind === "dead");
    if (dead?.kind === "dead") {
      refused++;
      refusal ??= `${record.name}#${record.position}: ${dead.detail}`;
      continue;
    }
    const events = record.results.flatMap((each) => (each.kind === "event" ? [each.event] : []));
    const [event] = events;
    recorder.add({
      time: event!.time,
      key: key === null ? "" : event!.key,
      ...(arrival === null ? {} : { arrival: events[1]!.time }),
      ...(partition === null ? {} : { partition: events.at(-1)!.key }),
    });
  }
  return { recording: recorder.end(), refused, refusal, limited };
}

const PLAIN: Vocabulary = {
  name: "recording",
  key: { name: "key", path: ["key"] },
  time: { name: "time", path: ["time"], unit: "milliseconds", zone: "UTC" },
  id: null,
  typePath: ["type"],
  events: [],
};

/** The field of a place: without its unit. */
export const fieldOf = (place: string): string =>
  spellPath(readPath(place.replace(/\s+in\s+(seconds|milliseconds)$/, "")));
