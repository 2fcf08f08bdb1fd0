import {
  keyCandidates,
  timeCandidates,
  typeCandidates,
} from "../../src/records/infer/candidates.ts";
import { inferenceMapper } from "../../src/records/infer/infer.ts";
import { Places } from "../../src/records/infer/places.ts";
import { openLog } from "../../src/records/log.ts";
import { spellPath } from "../../src/records/override.ts";
import { type GivenLog, sourceOf } from "./log-source.ts";
import type { Reading } from "./reading.ts";

/** What a log's records look like, for choosing where key, time and type stand. */
export interface Mapping {
  /** Places of all fields, as `--key` and the others write them. */
  readonly places: readonly { readonly path: string; readonly example: string }[];
  /** The likeliest first. */
  readonly key: readonly string[];
  readonly time: readonly string[];
  readonly type: readonly string[];
  /** The first records as they stand. */
  readonly first: readonly string[];
  readonly errors: readonly string[];
}

const LOOKED_AT = 1000;
const SHOWN = 3;
const EXAMPLE_LENGTH = 60;

export async function mappingOf(given: GivenLog, { format }: Reading): Promise<Mapping> {
  const log = openLog([sourceOf(given, format)], { mappers: [inferenceMapper()], order: "given" });
  const places = new Places();
  const examples = new Map<string, string>();
  const first: string[] = [];
  for await (const record of log) {
    if (places.records >= LOOKED_AT) break;
    const [result] = record.results;
    if (first.length < SHOWN) first.push(String(record.text()));
    if (result?.kind === "dead" && (result.reason === "damaged" || result.reason === "too long"))
      continue;
    for (const { place, json } of places.add(record.members())) {
      const path = spellPath(place.path);
      if (!examples.has(path)) examples.set(path, json.slice(0, EXAMPLE_LENGTH));
    }
  }
  const spelled = (found: readonly { readonly path: readonly string[] }[]): readonly string[] =>
    found.map(({ path }) => spellPath(path));
  const types = typeCandidates(places);
  const times = timeCandidates(places);
  return {
    places: spelled(places.all()).map((path) => ({ path, example: examples.get(path) ?? "" })),
    key: spelled(keyCandidates(places, [types[0], times[0]])),
    ...{ time: spelled(times), type: spelled(types), first },
    errors: log.errors.map(({ message }) => message),
  };
}
