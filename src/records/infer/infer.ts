import type { Log } from "../log.ts";
import { openVocabulary, type RecordMapper } from "../vocabulary.ts";
import { type BlockOptions, eventsBlock } from "./block.ts";
import { Inference } from "./inference.ts";

export interface InferOptions extends Omit<BlockOptions, "limited" | "sources"> {
  /** Read so many records and no more. */
  readonly limit?: number;
  /** Told now and then how many records were read. */
  readonly progress?: (records: number) => void;
}

export interface Inferred {
  /** The `events` block, as the formatter would print it. */
  readonly text: string;
  readonly records: number;
  /** Kinds of records, each an event of the block. */
  readonly events: number;
  readonly damaged: number;
  /** What was wrong with the first damaged one. */
  readonly damage: string | null;
  /** The paths of all fields, for hints. */
  readonly paths: readonly (readonly string[])[];
}

/** The mapper to open a log with that is to be inferred. */
export function inferenceMapper(): RecordMapper {
  return openVocabulary({
    name: "inferred",
    key: { name: "key", path: ["key"] },
    time: { name: "time", path: ["time"], unit: "milliseconds", zone: "UTC" },
    id: null,
    typePath: ["type"],
    events: [],
  });
}

/** Reads a log and writes the `events` block that fits it. Memory does not grow with the log. */
export async function infer(log: Log, options: InferOptions): Promise<Inferred> {
  const { limit = Number.POSITIVE_INFINITY } = options;
  const inference = new Inference(options.type);
  let limited = false;
  let read = 0;
  for await (const record of log) {
    if (inference.places.records >= limit) {
      limited = true;
      break;
    }
    const [result] = record.results;
    if ((++read & 0xfff) === 0) options.progress?.(read);
    if (result?.kind === "dead" && (result.reason === "damaged" || result.reason === "too long"))
      inference.refuse(`${record.name}#${record.position}: ${result.detail}`);
    else inference.add(record.members());
  }
  inference.settle();
  return {
    text: eventsBlock(inference, { ...options, limited, sources: log.names }),
    records: inference.places.records,
    events: inference.events.size,
    damaged: inference.damaged,
    damage: inference.damage,
    paths: inference.places.all().map(({ path }) => path),
  };
}
