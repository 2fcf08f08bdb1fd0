import { JsonScanner } from "./json-scan.ts";
import { jsonMembers } from "./members.ts";
import { damaged } from "./record-reader.ts";
import type { MapResult, RecordMapper } from "./vocabulary.ts";

const OPEN_OBJECT = 0x7b;

/** JSON records under several mappers, each with a scan of its own: damage is per block (rule 2). */
export class JsonMapping {
  readonly #mappers: readonly RecordMapper[];
  readonly #scanners: readonly JsonScanner[];

  constructor(mappers: readonly RecordMapper[], options: { readonly lines: boolean }) {
    this.#mappers = mappers;
    this.#scanners = mappers.map((mapper) => new JsonScanner(mapper.projection, mapper.slots, options));
  }

  /** The first scan: the offset behind the value and the blanks after it, -1 where it is damaged. */
  scan(bytes: Uint8Array, start: number): number {
    return this.#scanners[0]!.scan(bytes, start);
  }

  /** What the mappers make of the record. `stop`: what `scan` gave; `cut`: said of damage at the input's end. */
  results(
    bytes: Uint8Array,
    start: number,
    end: number,
    stop: number,
    id: string,
    cut: string,
  ): MapResult[] {
    const results: MapResult[] = [this.#result(0, bytes, start, end, stop, id, cut)];
    for (let i = 1; i < this.#mappers.length; i++) {
      const again = this.#scanners[i]!.scan(bytes, start);
      results.push(this.#result(i, bytes, start, end, again, id, cut));
    }
    return results;
  }

  #result(
    i: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    stop: number,
    id: string,
    cut: string,
  ): MapResult {
    const scanner = this.#scanners[i]!;
    if (stop < 0) return damaged(`${scanner.reason} at byte ${scanner.at - start + 1}${cut}`);
    if (stop !== end) return damaged(`Something follows the record at byte ${stop - start + 1}`);
    if (bytes[scanner.first] !== OPEN_OBJECT) return damaged("The record is not a JSON object");
    return this.#mappers[i]!.resolve(id, jsonMembers, start, end);
  }
}
