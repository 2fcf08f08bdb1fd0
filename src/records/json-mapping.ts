import { JsonScanner } from "./json-scan.ts";
import { type LineScans, Recall } from "./line-scans.ts";
import type { EventSource } from "./mapped-event.ts";
import { damaged } from "./record-reader.ts";
import type { MapResult, RecordMapper } from "./vocabulary.ts";

const OPEN_OBJECT = 0x7b;

interface JsonMappingOptions {
  /** A line feed ends a record and is no blank. */
  readonly lines: boolean;
  /** A byte that is nothing in JSON stands behind each record: damage there is a record cut short. */
  readonly cut?: boolean;
}

/** A record whose results are to be filled in. */
interface Unmapped extends EventSource {
  results: readonly MapResult[];
}

/** JSON records under several mappers, each with a scan of its own: damage is per block (rule 2). */
export class JsonMapping {
  readonly #mappers: readonly RecordMapper[];
  readonly #scanners: readonly JsonScanner[];
  readonly #cut: boolean;
  /** The results of the record at hand, where nobody keeps one. */
  readonly #passing: MapResult[] | null;

  constructor(mappers: readonly RecordMapper[], options: JsonMappingOptions) {
    this.#mappers = mappers;
    this.#passing = mappers.some(({ passing }) => passing) ? [] : null;
    this.#cut = options.cut ?? false;
    this.#scanners = mappers.map(
      (mapper) => new JsonScanner(mapper.projection, mapper.slots, options),
    );
  }

  /** The first scan: the offset behind the value and the blanks after it, -1 where it is damaged. */
  scan(bytes: Uint8Array, start: number, limit: number = bytes.length): number {
    return this.#scanners[0]!.scan(bytes, start, limit);
  }

  /** What was found by a scanner of the same projection as the first one's; null where there are several. */
  recall(scans: LineScans): Recall | null {
    return this.#mappers.length === 1 ? new Recall(scans, this.#mappers[0]!.slots) : null;
  }

  /** As `scan`, from what was found before. */
  recalled(recall: Recall, bytes: Uint8Array, start: number): number {
    const stop = recall.line(start);
    if (stop < 0) return this.scan(bytes, start);
    this.#scanners[0]!.first = start;
    return stop;
  }

  /** What the mappers make of the record at `start`. `stop`: what `scan` gave; `cut`: said of damage at the input's end. */
  resolve<Record extends Unmapped>(
    record: Record,
    bytes: Uint8Array,
    start: number,
    end: number,
    stop: number,
    cut: string,
  ): Record {
    const first = this.#result(0, record, bytes, start, end, stop, cut);
    const results = this.#passing ?? [];
    results[0] = first;
    for (let i = 1; i < this.#mappers.length; i++) {
      const again = this.#scanners[i]!.scan(bytes, start, this.#cut ? end : bytes.length);
      results[i] = this.#result(i, record, bytes, start, end, again, cut);
    }
    record.results = results;
    return record;
  }

  #result(
    i: number,
    record: EventSource,
    bytes: Uint8Array,
    start: number,
    end: number,
    stop: number,
    cut: string,
  ): MapResult {
    const scanner = this.#scanners[i]!;
    if (stop < 0 && this.#cut && scanner.at >= end)
      return damaged(`The record ends too early, at byte ${end - start}`);
    if (stop < 0) return damaged(`${scanner.reason} at byte ${scanner.at - start + 1}${cut}`);
    if (stop !== end) return damaged(`Something follows the record at byte ${stop - start + 1}`);
    if (bytes[scanner.first] !== OPEN_OBJECT) return damaged("The record is not a JSON object");
    return this.#mappers[i]!.resolve(record);
  }
}
