import type { Wrong } from "../compare/counting.ts";
import type { OrderedRun } from "../compare/ordered-run.ts";
import type { FieldDifference, Verdict } from "../compare/verdict.ts";

/** One error, to be shown and explained. */
export interface KindExample {
  readonly wrong: Wrong;
  /** The key's number in the log. */
  readonly key: number;
  /** Events of the key: the shortest story is shown. */
  readonly size: number;
}

/** Errors of one output with one verdict in the same fields, put down to one stage. Plain data. */
export interface Kind {
  readonly output: number;
  readonly verdict: Verdict;
  readonly fields: readonly FieldDifference[];
  readonly stage: number;
  count: number;
  example: KindExample;
}

export type Kinds = Map<string, Kind>;

/** Counts kinds of errors, and keeps an example of each: the same one whatever came first. */
export function kindCounter(ordered: OrderedRun, kinds: Kinds): (wrong: Wrong) => void {
  const { log } = ordered;
  const numbers = new Map(log.keys.map((key, number) => [key, number]));
  return (wrong) => {
    const { output, verdict, fields, stage } = wrong;
    // What a run took back itself is no error.
    if (verdict === "retracted") return;
    const number = numbers.get(wrong.key)!;
    const size = log.starts[number + 1]! - log.starts[number]!;
    const example = { wrong, key: number, size };
    take(kinds, { output, verdict, fields, stage, count: 1, example });
  };
}

export function mergeKinds(into: Kinds, more: Kinds): void {
  for (const kind of more.values()) take(into, kind);
}

/** The most frequent first. */
export const rankedKinds = (kinds: Kinds): Kind[] =>
  [...kinds]
    .sort(([a, some], [b, others]) => others.count - some.count || (a < b ? -1 : 1))
    .map(([, kind]) => kind);

function take(kinds: Kinds, kind: Kind): void {
  const { output, verdict, fields, stage } = kind;
  const name = JSON.stringify([output, verdict, fields, stage]);
  const known = kinds.get(name);
  if (known === undefined) {
    kinds.set(name, { ...kind });
    return;
  }
  known.count += kind.count;
  if (before(kind.example, known.example)) known.example = kind.example;
}

/** The first seed's shortest, so that few draws have to be made again to show them. */
function before(one: KindExample, other: KindExample): boolean {
  if (one.wrong.seed !== other.wrong.seed) return one.wrong.seed < other.wrong.seed;
  if (one.size !== other.size) return one.size < other.size;
  if (one.key !== other.key) return one.key < other.key;
  return JSON.stringify(one.wrong) < JSON.stringify(other.wrong);
}
